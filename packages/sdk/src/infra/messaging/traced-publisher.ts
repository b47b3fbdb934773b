import type { Call } from '../../seedwork/call.ts'
import type { Message } from '../../seedwork/message.ts'
import type { Spans } from '../../seedwork/index.ts'
import { traceContext } from '../../seedwork/trace-context.ts'
import type { Publisher } from '../../seedwork/transport.ts'

/**
 * A span for each message that is sent, child of the one that wrote it: a trace shows how long it waited in the outbox. The
 * message keeps the trace that it was written under, since its consumer continues that one however it came.
 */
export const tracedPublisher = (publisher: Publisher, { span }: Spans): Publisher => ({
  async publish(batch) {
    const answers = publisher.publish(batch)
    // What a tracer has to complain of must not make anybody think that nothing was sent.
    await Promise.allSettled(
      batch.map(async ({ message }) => span(`publish ${message.type}`, callOf(message), () => answers)),
    )
    return answers
  },
})

const callOf = (message: Message): Call => ({
  companyId: message.companyid,
  actor: { kind: 'system', id: 'relay' },
  correlationId: message.correlationid,
  ...traceContext(message),
})
