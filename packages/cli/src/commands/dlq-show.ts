import { deadLetters } from '@baltra/sdk/infra/messaging/postgres'
import { command } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { deadLetterText } from '../render/dead-letters.ts'

export const dlqShow = command({
  name: ['dlq', 'show'],
  about: 'a dead letter with its errors and its whole message',
  argument: '<id>',
  options: {},
  details: `The data may be about people.
--json prints one document: id, consumer, companyId, topic, key, parkedAt, started, finished, errors, behind, message.`,
  async run({ argument }, { database, answer }) {
    const letter = await deadLetters({ engine: database() }).show(argument!)
    answer(letter, () => deadLetterText(letter))
    return ExitCode.done
  },
})
