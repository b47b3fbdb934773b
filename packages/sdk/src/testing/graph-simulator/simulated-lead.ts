import type { LeadRequest } from './lead-request.ts'

export interface SimulatedLead extends LeadRequest {
  readonly id: string
  /** Unix seconds, as in Meta's webhooks. */
  readonly createdTime: number
}

/** 17 digits, as Meta's: too many for a JavaScript number. Made from the time, and above all that are taken. */
export const leadIds = (taken: Iterable<string>): (() => string) => {
  let last = [...taken].map(BigInt).reduce((high, id) => (id > high ? id : high), 0n)
  return () => {
    const fromTime = BigInt(Date.now()) * 10_000n
    last = fromTime > last ? fromTime : last + 1n
    return last.toString()
  }
}
