import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { metaJson } from './meta-json.ts'

describe("Meta's JSON", () => {
  test('is ASCII, with lower-case escapes and an escaped slash', () => {
    expect(metaJson({ note: 'José / ñ 👍' })).toBe(String.raw`{"note":"Jos\u00e9 \/ \u00f1 \ud83d\udc4d"}`)
  })

  test('says the same as any other JSON', () => {
    const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))
    const says = (text: string): unknown => JSON.parse(text)
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: codeUnit }), (value) =>
        isDeepStrictEqual(says(metaJson(value)), says(JSON.stringify(value))),
      ),
    )
  })
})
