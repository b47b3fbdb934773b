import type { Failure } from '../../../seedwork/failure.ts'
import type { Delivery } from '../../../seedwork/transport.ts'
import type { Claimed } from './claims.ts'

/** What becomes of a row, as its consumer writes it. */
interface Settling {
  done(): Promise<void>
  again(error: object, afterMilliseconds: number): Promise<void>
  park(error: object): Promise<void>
}

/** A row in hand, and whether it was settled. */
export const delivery = (
  { topic, message, started, finished }: Claimed,
  settling: Settling,
): Delivery & { readonly isSettled: boolean } => {
  let isSettled = false
  const settled = async (written: Promise<void>): Promise<void> => {
    await written
    isSettled = true
  }
  return {
    topic,
    message,
    started,
    finished,
    get isSettled() {
      return isSettled
    },
    ack: () => settled(settling.done()),
    retry: (failure, after) => settled(settling.again(reason(failure), after)),
    park: (failure) => settled(settling.park(reason(failure))),
  }
}

const reason = ({ code, kind, message }: Failure): object => ({ at: new Date().toISOString(), code, kind, message })
