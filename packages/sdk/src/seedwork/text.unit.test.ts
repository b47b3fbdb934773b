import { describe, expect, test } from 'vitest'
import { text } from './text.ts'

const name = text({ max: 10 })

describe('a text', () => {
  test.each([
    ['Ana', 'Ana'],
    ['  José Ñ  ', 'José Ñ'],
    ['a  b', 'a  b'],
    ['👩‍🔧', '👩‍🔧'],
    [' 1234567890\n', '1234567890'],
  ])('%j becomes %j', (given, kept) => expect(name.parse(given)).toBe(kept))

  test.each(['', '   ', '12345678901', 'a\u0000b', 'a\nb', 'a\u007f', 'a\u0085b', 'a\ud800', '\udc00a'])(
    '%j is refused',
    (given) => expect(name.safeParse(given).success).toBe(false),
  )
})
