import { describe, expect, test } from 'vitest'
import { typedId, uuidv7, uuidv7Ids } from './typed-id.ts'

const OrderId = typedId('OrderId')

describe('a typed id', () => {
  test('is a UUID of version 7 and of the RFC variant', () => {
    for (let count = 0; count < 200; count += 1) {
      expect(uuidv7(Date.now())).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
  })

  test.each([0, 1, 0xff, 0x1_0000_0000, Date.UTC(2026, 10, 24), 2 ** 48 - 1])(
    'begins with the millisecond %i',
    (milliseconds) => {
      expect(Number.parseInt(uuidv7(milliseconds).replaceAll('-', '').slice(0, 12), 16)).toBe(milliseconds)
    },
  )

  test('sorts by the millisecond of its making', () => {
    const start = Date.UTC(2026, 10, 24)
    const ids = Array.from({ length: 500 }, (_, later) => uuidv7(start + later))
    expect(ids.toSorted()).toEqual(ids)
  })

  test('is another one each time', () => {
    expect(new Set(Array.from({ length: 5_000 }, () => uuidv7(0))).size).toBe(5_000)
  })

  test('refuses other texts and other versions', () => {
    for (const text of ['', 'abc', '3f2504e0-4f89-41d3-9a0c-0305e82c3301'])
      expect(OrderId.safeParse(text).success).toBe(false)
    expect(OrderId.safeParse(uuidv7Ids.next(OrderId)).success).toBe(true)
  })
})
