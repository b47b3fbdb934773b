import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerHandshake } from './webhook-handshake.ts'

const answer = (rawQuery: string, verifyToken = 'TOKEN'): string | undefined =>
  answerHandshake({ verifyToken }, rawQuery)

describe("Meta's handshake", () => {
  test('is answered with its challenge', () => {
    expect(answer('hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=TOKEN')).toBe('1158201444')
  })

  test('may come in any order, escaped, and with the question mark', () => {
    const query = `?hub.verify_token=${encodeURIComponent('t & ñ+=%')}&hub%2Echallenge=7&hub.mode=subscribe&x=1`
    expect(answer(query, 't & ñ+=%')).toBe('7')
  })

  test.each([
    ['wrong token', 'hub.mode=subscribe&hub.challenge=1&hub.verify_token=OTHER'],
    ['token in another case', 'hub.mode=subscribe&hub.challenge=1&hub.verify_token=token'],
    ['start of the token', 'hub.mode=subscribe&hub.challenge=1&hub.verify_token=TOKE'],
    ['no token', 'hub.mode=subscribe&hub.challenge=1'],
    ['wrong mode', 'hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=TOKEN'],
    ['no mode', 'hub.challenge=1&hub.verify_token=TOKEN'],
    ['no challenge', 'hub.mode=subscribe&hub.verify_token=TOKEN'],
    ['empty challenge', 'hub.mode=subscribe&hub.challenge=&hub.verify_token=TOKEN'],
    ['two modes', 'hub.mode=subscribe&hub.mode=subscribe&hub.challenge=1&hub.verify_token=TOKEN'],
    ['two tokens', 'hub.mode=subscribe&hub.challenge=1&hub.verify_token=TOKEN&hub.verify_token=TOKEN'],
    ['two challenges', 'hub.mode=subscribe&hub.challenge=1&hub.challenge=2&hub.verify_token=TOKEN'],
    ['underscores for dots', 'hub_mode=subscribe&hub_challenge=1&hub_verify_token=TOKEN'],
    ['nothing', ''],
  ])('is not answered with %s', (_what, query) => {
    expect(answer(query)).toBeUndefined()
  })

  test('is not answered while no token is set', () => {
    expect(answer('hub.mode=subscribe&hub.challenge=1&hub.verify_token=', '')).toBeUndefined()
  })

  test('is never a reason to throw', () => {
    const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))
    fc.assert(fc.property(fc.string({ unit: codeUnit }), (query) => answer(query) === undefined))
  })
})
