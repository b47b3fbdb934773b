import type { Sent } from '../../../seedwork/outbox.ts'
import { entryFailure } from './aws-failure.ts'
import type { BatchAnswer } from './sqs-api.ts'

/** An answer for each of `count` entries whose ids are their places. Only what is named as successful is done. */
export const batchAnswers = (count: number, { Successful = [], Failed = [] }: BatchAnswer): readonly Sent[] => {
  const done = new Set(Successful.map(({ Id }) => Id))
  return Array.from({ length: count }, (_, place) => {
    const id = String(place)
    return done.has(id) ? undefined : entryFailure(Failed.find(({ Id }) => Id === id))
  })
}
