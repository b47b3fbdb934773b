import { expect, test } from 'vitest'
import { Facts, type Fact } from './facts.ts'

interface Numbered extends Fact {
  readonly n: number
}

const fact = (n: number): Numbered => ({ what: 'handled', type: 'test.happened', n })

test('who waits through many facts looks at each of them once', async () => {
  const facts = new Facts<Numbered>()
  let looks = 0
  const forms = ({ n }: Numbered): readonly unknown[] => {
    looks += 1
    return [{ n }]
  }
  const wanted = facts.first({ what: 'handled', type: 'test.happened', told: { n: 99 }, forms }, 4_000)
  for (let n = 0; n < 100; n += 1) {
    facts.note(fact(n))
    // Lets who waits wake up.
    await new Promise(setImmediate)
  }
  expect(await wanted).toEqual(fact(99))
  expect(looks).toBe(100)
})
