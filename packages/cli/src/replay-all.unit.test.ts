import { Failure } from '@baltra/sdk'
import type { DeadLetter, DeadLetterQuery } from '@baltra/sdk/infra/messaging/postgres'
import { expect, test } from 'vitest'
import { replayAll, type Replayed } from './replay-all.ts'

/** Letters of which each is parked again as soon as it is replayed. */
const lettersOf = (count: number, replay: (id: string) => Promise<void> = async () => undefined) => {
  const all = Array.from(
    { length: count },
    (_, n) => ({ id: String(n + 8), consumer: n % 2 ? 'odd' : 'even' }) as DeadLetter,
  )
  return {
    all,
    replay,
    list: async ({ after = '0', limit, consumer }: DeadLetterQuery) =>
      all
        .filter(
          (letter) => BigInt(letter.id) > BigInt(after) && (consumer === undefined || letter.consumer === consumer),
        )
        .slice(0, limit),
  }
}

const collected = async (replaying: AsyncIterable<Replayed>): Promise<readonly Replayed[]> => {
  const all: Replayed[] = []
  for await (const replayed of replaying) all.push(replayed)
  return all
}

test.each([0, 1, 100, 250])('%i letters are met once each, though they are parked again at once', async (count) => {
  const letters = lettersOf(count)
  const met = await collected(replayAll(letters, undefined))
  expect(met).toEqual(letters.all.map(({ id }) => ({ id, refusal: undefined })))
})

test('those of one consumer are met alone', async () => {
  const met = await collected(replayAll(lettersOf(5), 'odd'))
  expect(met.map(({ id }) => id)).toEqual(['9', '11'])
})

test('one that is refused does not stop the others', async () => {
  const refusal = new Failure('conflict', 'messaging.not_parked', 'no longer')
  const letters = lettersOf(3, async (id) => {
    if (id === '9') throw refusal
  })
  expect(await collected(replayAll(letters, undefined))).toMatchObject([
    { refusal: undefined },
    { id: '9', refusal },
    { refusal: undefined },
  ])
})

test('a database that is gone does', async () => {
  const gone = new Failure('unavailable', 'db.unavailable', 'the database does not answer')
  const replaying = collected(
    replayAll(
      lettersOf(3, () => Promise.reject(gone)),
      undefined,
    ),
  )
  await expect(replaying).rejects.toBe(gone)
})
