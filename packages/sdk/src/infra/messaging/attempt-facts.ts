import type { Attempt } from './attempt.ts'

/** By what a line of the log is found: whose message it is, which, at what consumer, at which try. */
export const attemptFacts = ({ consumer, topic, message, started }: Attempt): object => ({
  consumer,
  topic,
  type: message.type,
  message: message.id,
  companyId: message.companyid,
  correlationId: message.correlationid,
  started,
})
