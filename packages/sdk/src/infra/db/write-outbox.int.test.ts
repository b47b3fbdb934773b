import { expect, inject, test } from 'vitest'
import { aCall } from '../../../test/a-call.ts'
import { superuser } from '../../../test/superuser.ts'
import { writeOutbox } from './write-outbox.ts'

/** Of one byte to four; in JavaScript's own order the last of them stands before the third. */
const keys = ['z', 'ñ', '\ufffd', '\u{1f418}', 'z\u{1f418}', 'z\ufffd', '', 'Z']

test('keys are locked in the order in which the pump locks them, whatever they are written with', async () => {
  await using root = await superuser(inject('postgres').url)
  const rows = await root.query<{ key: string }>('select key from unnest($1::text[]) key order by key collate "C"', [
    keys,
  ])
  const messages = keys.map((key) => ({
    id: key,
    topic: 'eventos.test',
    key,
    type: 'test.happened',
    at: new Date(),
    data: {},
  }))
  const locked = writeOutbox(aCall(), messages).map(({ values }) => values?.[2])
  expect(locked).toEqual(rows.map(({ key }) => key))
})

test('messages of one key stay in their order', () => {
  const messages = [3, 1, 2].flatMap((n) =>
    ['b', 'a'].map((key) => ({ id: `${key}${n}`, topic: 't', key, type: 'test.happened', at: new Date(), data: n })),
  )
  const written = writeOutbox(aCall(), messages).map(({ values }) => JSON.parse(String(values?.[3])).id as unknown)
  expect(written).toEqual(['a3', 'a1', 'a2', 'b3', 'b1', 'b2'])
})
