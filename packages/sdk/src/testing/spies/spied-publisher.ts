import type { Publisher } from '../../seedwork/transport.ts'
import { messageFact, type MessageFact } from './message-fact.ts'

/** Notes what the publisher says that it has sent. */
export const spiedPublisher = (
  { publisher }: { readonly publisher: Publisher },
  note: (fact: MessageFact) => void,
): Publisher => ({
  async publish(batch) {
    const answers = await publisher.publish(batch)
    batch.forEach((outbound, place) => {
      if (answers[place] === undefined) note(messageFact('published', outbound))
    })
    return answers
  },
})
