import { Failure } from '@baltra/sdk'
import type { DeadLetters } from '@baltra/sdk/infra/messaging/postgres'

export interface Replayed {
  readonly id: string
  /** Why it was left as it is: somebody else was faster with it. */
  readonly refusal: Failure | undefined
}

const page = 100

/** Replays all letters, one after the other. By growing ids, so that one that is parked again meanwhile is not met twice. */
export async function* replayAll(
  letters: Pick<DeadLetters, 'list' | 'replay'>,
  consumer: string | undefined,
): AsyncGenerator<Replayed, void> {
  let after = '0'
  for (let full = true; full;) {
    const these = await letters.list({ limit: page, after, ...(consumer === undefined ? {} : { consumer }) })
    for (const { id } of these) {
      yield { id, refusal: await refusalOf(letters.replay(id)) }
      after = id
    }
    full = these.length === page
  }
}

/** Anything but a refusal ends the whole. */
const refusalOf = async (replaying: Promise<void>): Promise<Failure | undefined> => {
  try {
    await replaying
    return undefined
  } catch (error) {
    if (Failure.is(error) && (error.kind === 'not_found' || error.kind === 'conflict')) return error
    throw error
  }
}
