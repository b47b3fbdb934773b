import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verifySignature } from './webhook-signature.ts'

const secret = 'app_secret_for_tests'
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const verify = (body: string, header: string | undefined, secrets: readonly string[] = [secret]): boolean =>
  verifySignature({ secrets }, bytes(body), header)

const bodyA = String.raw`{"object":"page","entry":[{"id":"1001","time":1780000000,"changes":[{"field":"leadgen","value":{"leadgen_id":"700000000000001","page_id":"1001","form_id":"3001","ad_id":"5001","adgroup_id":"5001","created_time":1780000000,"note":"Jos\u00e9 \/ \u00f1"}}]}]}`
const digestA = '8c8f2ac3c3e585f3c7ee7df47d4793fce4d543b921dca310adfea08db602c54b'
const bodyB = String.raw`{"object":"whatsapp_business_account","entry":[{"id":"880001","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"525500000000","phone_number_id":"990001"},"contacts":[{"profile":{"name":"Jos\u00e9"},"wa_id":"525511112222","user_id":"MX.700000000000000001"}],"messages":[{"from":"525511112222","from_user_id":"MX.700000000000000001","id":"wamid.TEST1","timestamp":"1780000000","type":"text","text":{"body":"Quiero la vacante \ud83d\udc4d"}}]},"field":"messages"}]}]}`

describe('a webhook signature', () => {
  test.each([
    [bodyA, digestA],
    [bodyB, '5dd603c49404e044bebe111052fcb22eb45285abee1c7d05f6979803a481490f'],
    ['{"object":"page","entry":[]}', '8c010689f478340c527c02542278fcd563b0e81c275a2863242910ab12e07a95'],
  ])('is good over the bytes that Meta sent: %s', (body, digest) => {
    expect(verify(body, `sha256=${digest}`)).toBe(true)
  })

  test('is bad over the same JSON written again', () => {
    const again = JSON.stringify(JSON.parse(bodyA))
    expect(verify(again, 'sha256=25951fb0874ae45f938780078962de6110a397de1f3aad892005b9f905f05399')).toBe(true)
    expect(verify(again, `sha256=${digestA}`)).toBe(false)
  })

  test('may be written in upper case', () => {
    expect(verify(bodyA, `sha256=${digestA.toUpperCase()}`)).toBe(true)
  })

  test('covers an empty body as well', () => {
    const digest = createHmac('sha256', secret).update('').digest('hex')
    expect(verify('', `sha256=${digest}`)).toBe(true)
    expect(verify('', `sha256=${digestA}`)).toBe(false)
  })

  test('may be made with any of the secrets, while one replaces the other', () => {
    expect(verify(bodyA, `sha256=${digestA}`, ['new_secret', secret])).toBe(true)
    expect(verify(bodyA, `sha256=${digestA}`, [secret, 'new_secret'])).toBe(true)
    expect(verify(bodyA, `sha256=${digestA}`, ['new_secret', 'other'])).toBe(false)
    expect(verify(bodyA, `sha256=${digestA}`, [])).toBe(false)
  })

  test('is worth nothing with an empty secret', () => {
    const digest = createHmac('sha256', '').update(bodyA).digest('hex')
    expect(verify(bodyA, `sha256=${digest}`, [''])).toBe(false)
  })

  test.each([
    ['none', undefined],
    ['empty', ''],
    ['only the old one', `sha1=${createHmac('sha1', secret).update(bodyA).digest('hex')}`],
    ['no prefix', digestA],
    ['another prefix', `sha512=${digestA}`],
    ['no digest', 'sha256='],
    ['one digit less', `sha256=${digestA.slice(1)}`],
    ['one digit more', `sha256=${digestA}0`],
    ['no hex digits', `sha256=${'g'.repeat(64)}`],
    ['a line break', `sha256=${digestA}\n`],
    ['two of them', `sha256=${digestA}, sha256=${digestA}`],
    ['one digit wrong', `sha256=9${digestA.slice(1)}`],
  ])('is refused when the header has %s', (_what, header) => {
    expect(verify(bodyA, header)).toBe(false)
  })

  test('is never a reason to throw, and never good by chance', () => {
    const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))
    const header = fc.option(
      fc.oneof(fc.string({ unit: codeUnit }), fc.stringMatching(/^sha256=[0-9a-fA-F]{60,68}$/)),
      {
        nil: undefined,
      },
    )
    fc.assert(
      fc.property(fc.uint8Array(), header, fc.array(fc.string()), (body, value, secrets) => {
        expect(verifySignature({ secrets }, body, value)).toBe(false)
      }),
    )
  })

  test('breaks with any change of the body', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (body, at, flip) => {
        const header = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
        const changed = body.with(at % body.length, body[at % body.length]! ^ flip)
        expect(verifySignature({ secrets: [secret] }, body, header)).toBe(true)
        expect(verifySignature({ secrets: [secret] }, changed, header)).toBe(false)
      }),
    )
  })
})
