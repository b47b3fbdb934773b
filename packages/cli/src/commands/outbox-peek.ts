import { peekOutbox } from '@baltra/sdk/infra/db'
import { command } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { outboxPeekText } from '../render/outbox-peek.ts'
import { wholeNumber } from '../whole-number.ts'

export const outboxPeek = command({
  name: ['outbox', 'peek'],
  about: 'the messages at the front, without taking them',
  options: { limit: { type: 'string', value: '<n>', about: 'how many, from 1 to 1000; 10 by default' } },
  details: `--json prints a line for each: {"topic": …, "message": …}, with the data, which may be about people.`,
  async run({ values }, { database, json, answer }) {
    const limit = wholeNumber('limit', values.limit, { fallback: 10, most: 1_000 })
    const messages = await peekOutbox({ database: database() }, { limit })
    if (json) for (const message of messages) answer(message, () => '')
    else answer(messages, () => outboxPeekText(messages))
    return ExitCode.done
  },
})
