import { expect, test } from 'vitest'
import type { Engine } from './config.ts'
import { deadLetters } from './dead-letters.ts'

/** Keeps what was asked of it, and answers each statement with these rows. */
const engineOf = (rows: readonly object[]) => {
  const told: string[] = []
  const engine: Pick<Engine, 'query' | 'bell'> = {
    async query<Row>(text: string) {
      told.push(text.trim().split(' ', 1)[0]!)
      return rows as readonly Row[]
    },
    bell: (channel) => ({ ring: () => void told.push(channel), ear: () => expect.unreachable() }),
  }
  return { told, letters: deadLetters({ engine: engine as Engine }) }
}

test('the bell rings after each change', async () => {
  const { told, letters } = engineOf([{ id: '1' }])
  await letters.replay('1')
  await letters.edit('1', {})
  await letters.discard('1')
  const bell = 'baltra_deliveries'
  expect(told).toEqual(['update', bell, 'update', bell, 'delete', bell])
})

test('and not when nothing was changed', async () => {
  const { told, letters } = engineOf([])
  for (const refused of [letters.replay('1'), letters.edit('1', {}), letters.discard('1'), letters.show('x')]) {
    await expect(refused).rejects.toMatchObject({ code: 'messaging.no_dead_letter' })
  }
  expect(told).not.toContain('baltra_deliveries')
})
