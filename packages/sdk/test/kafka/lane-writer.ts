import { setTimeout as pause } from 'node:timers/promises'
import type { Message, Outbound } from '../../src/seedwork/message.ts'
import type { Publisher } from '../../src/seedwork/transport.ts'
import { aCall } from '../a-call.ts'
import { outboundMessage } from '../outbound-message.ts'

export interface LaneWriter {
  /** In the order of being committed. */
  readonly committed: readonly Message[]
  /** Commits and sends until `signal` aborts, then ends with what is committed and not sent. */
  run(signal: AbortSignal): Promise<void>
}

/** Commits messages of all keys in turn, and sends them as a relay does: again until they are known to be there. */
export const laneWriter = (publisher: Publisher, topic: string, keys: readonly string[]): LaneWriter => {
  const { companyId } = aCall()
  const committed: Message[] = []
  let waiting: Outbound[] = []
  let sequence = 0
  const commit = (): void => {
    sequence += 1
    for (const key of keys) waiting.push(outboundMessage({ companyId, key, sequence, topic }))
    committed.push(...waiting.slice(-keys.length).map(({ message }) => message))
  }
  const send = async (): Promise<void> => {
    const answers = await publisher.publish(waiting).catch(() => undefined)
    if (answers) waiting = waiting.filter((_, place) => answers[place] !== undefined)
  }
  return {
    committed,
    async run(signal) {
      while (!signal.aborted) {
        commit()
        await send()
        await pause(40)
      }
      while (waiting.length > 0) await send()
    },
  }
}
