import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readGraphError } from './graph-error.ts'

const nothing = { message: 'no message', isTransient: false, blamed: [] }

describe('the error in an answer', () => {
  test('is read', () => {
    const error = {
      message: 'm',
      type: 'OAuthException',
      code: 190,
      error_subcode: 463,
      is_transient: true,
      fbtrace_id: 'T4',
    }
    expect(readGraphError({ error })).toEqual({
      message: 'm',
      code: 190,
      subcode: 463,
      isTransient: true,
      fbtraceId: 'T4',
      blamed: [],
    })
  })

  test.each([undefined, null, 7, 'error', [], {}, { error: null }, { id: '1' }])('is not there in %j', (answer) => {
    expect(readGraphError(answer)).toBeUndefined()
  })

  test.each([
    [
      'an object',
      {
        blame_field_specs: [
          ['targeting', 'geo_locations'],
          ['a', 0],
        ],
      },
      ['targeting.geo_locations', 'a.0'],
    ],
    ['JSON in a string', '{"blame_field_specs":[["targeting","geo_locations"]]}', ['targeting.geo_locations']],
    ['broken JSON', '{"blame_field_specs":', []],
    ['something else', { details: 'Window closed' }, []],
    ['nothing', null, []],
  ])('may blame parameters, in %s', (_form, data, blamed) => {
    expect(readGraphError({ error: { message: 'm', error_data: data } })?.blamed).toEqual(blamed)
  })

  test('counts even when hardly anything of it can be read', () => {
    expect(readGraphError({ error: 'invalid' })).toEqual(nothing)
    expect(readGraphError({ error: [] })).toEqual(nothing)
    expect(
      readGraphError({ error: { message: 1, code: 'x', error_subcode: {}, is_transient: 'yes', fbtrace_id: 2 } }),
    ).toEqual(nothing)
  })

  test('may have its codes as text', () => {
    expect(readGraphError({ error: { code: '-3', error_subcode: '1504045' } })).toEqual({
      ...nothing,
      code: -3,
      subcode: 1504045,
    })
  })

  test('is never a reason to throw', () => {
    fc.assert(fc.property(fc.jsonValue(), (error) => (readGraphError({ error }) === undefined) === (error === null)))
  })
})
