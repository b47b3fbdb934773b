import { describe, expect, test } from 'vitest'
import { toLead } from './mapping.ts'

const sample = {
  id: '700000000000001',
  created_time: '2026-11-20T08:49:14+0000',
  ad_id: '5001',
  form_id: '3001',
  is_organic: false,
  field_data: [
    { name: 'full_name', values: ['José Ñandú'] },
    { name: 'phone_number', values: ['+525511112222'] },
    { name: 'turno', values: ['noche'] },
  ],
}
const withFields = (...fields: readonly (readonly [string, unknown])[]) =>
  toLead({ ...sample, field_data: fields.map(([name, values]) => ({ name, values })) })

describe("Meta's lead", () => {
  test('is read', () => {
    expect(toLead({ ...sample, adset_id: '6001', campaign_id: '7001', __fb_trace_id__: 'Z' })).toEqual({
      leadgenId: '700000000000001',
      formId: '3001',
      adId: '5001',
      adsetId: '6001',
      campaignId: '7001',
      createdAt: new Date('2026-11-20T08:49:14Z'),
      fullName: 'José Ñandú',
      phone: '+525511112222',
      organic: false,
      answers: { turno: ['noche'] },
    })
  })

  test('has no ad when it is organic or a test', () => {
    const { ad_id: _ad, is_organic: _organic, ...organic } = sample
    const lead = toLead(organic)
    expect(lead.organic).toBe(true)
    expect(Object.keys(lead)).not.toContain('adId')
    expect(toLead({ ...sample, is_organic: undefined }).organic).toBe(false)
    expect(toLead({ ...organic, is_organic: false }).organic).toBe(false)
    expect(toLead({ ...sample, is_organic: true }).organic).toBe(true)
    expect(toLead({ ...sample, ad_id: null, adset_id: '', campaign_id: 'x', is_organic: null })).toEqual(lead)
  })

  test('has its ids as text, even where they were numbers', () => {
    expect(toLead({ ...sample, id: 700000000000001, form_id: 3001 })).toMatchObject({
      leadgenId: '700000000000001',
      formId: '3001',
    })
  })

  test.each([
    ['2026-11-20T08:49:14+0000', '2026-11-20T08:49:14.000Z'],
    ['2026-11-20T02:49:14-0600', '2026-11-20T08:49:14.000Z'],
    ['2026-11-20T14:19:14+05:30', '2026-11-20T08:49:14.000Z'],
    ['2026-11-20T08:49:14Z', '2026-11-20T08:49:14.000Z'],
  ])('was made at %s', (time, utc) => {
    expect(toLead({ ...sample, created_time: time }).createdAt.toISOString()).toBe(utc)
  })

  test('may have the name in two parts, or in one of them', () => {
    expect(withFields(['first_name', ['Ana']], ['last_name', ['Pérez']]).fullName).toBe('Ana Pérez')
    expect(withFields(['last_name', ['Pérez']]).fullName).toBe('Pérez')
    expect(withFields(['full_name', ['Ana P']], ['first_name', ['Ana']]).fullName).toBe('Ana P')
    expect(withFields(['full_name', [' ']], ['first_name', ['Ana']]).fullName).toBe('Ana')
  })

  test('leaves out what was not filled in', () => {
    const lead = withFields(['full_name', []], ['phone_number', ['']], ['email', undefined], ['turno', []])
    expect(Object.keys(lead)).toEqual(['leadgenId', 'formId', 'adId', 'createdAt', 'organic', 'answers'])
    expect(lead.answers).toEqual({ turno: [] })
  })

  test('keeps all answers to a question, also when its name comes again', () => {
    const lead = withFields(
      ['días', ['lunes', 'martes']],
      ['días', ['jueves']],
      ['email', []],
      ['email', [' a@b.mx ']],
      ['n', [3]],
    )
    expect(lead.email).toBe('a@b.mx')
    expect(lead.answers).toEqual({ días: ['lunes', 'martes', 'jueves'], n: ['3'] })
  })

  test('takes any key for a question', () => {
    const lead = withFields(['__proto__', ['x']], ['constructor', ['y']], ['', ['z']])
    expect(Object.entries(lead.answers)).toEqual([
      ['__proto__', ['x']],
      ['constructor', ['y']],
      ['', ['z']],
    ])
  })

  test('has consent only where the box was ticked', () => {
    const boxes = ['1', '', '0', true, undefined].map((ticked, index) => ({
      checkbox_key: `c${index}`,
      is_checked: ticked,
    }))
    const { answers } = toLead({ ...sample, field_data: [], custom_disclaimer_responses: boxes })
    expect(answers).toEqual({ c0: ['1'], c1: [], c2: [], c3: [], c4: [] })
  })

  test('takes no answer to a question for a consent', () => {
    const custom_disclaimer_responses = [{ checkbox_key: 'turno', is_checked: '' }]
    expect(toLead({ ...sample, custom_disclaimer_responses }).answers).toEqual({ turno: [] })
  })

  test.each([
    ['no answer', undefined, ['answer']],
    ['no lead', { success: true }, ['id', 'created_time', 'form_id']],
    ['no time', { ...sample, created_time: 'ayer' }, ['created_time']],
    ['odd fields', { ...sample, field_data: [{ name: 'full_name', values: 'Ana' }] }, ['field_data.0.values']],
  ])('is refused when there is %s, without repeating what it holds', (_what, answer, paths) => {
    expect(() => toLead(answer)).toThrow(
      expect.objectContaining({
        code: 'meta.protocol',
        retryable: false,
        details: { category: 'protocol', paths },
      }) as Error,
    )
    expect(() => toLead(answer)).not.toThrow(/Ana|ayer/)
  })
})
