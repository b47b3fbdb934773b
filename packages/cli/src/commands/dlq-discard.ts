import { deadLetters } from '@baltra/sdk/infra/messaging/postgres'
import { command } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { count } from '../render/count.ts'
import { printable } from '../render/printable.ts'

export const dlqDiscard = command({
  name: ['dlq', 'discard'],
  about: 'deletes a dead letter for good; later messages of its lane go on without it',
  argument: '<id>',
  options: { yes: { type: 'boolean', about: 'do not ask' } },
  details: `Asks first. Without a terminal to ask at it refuses, unless --yes is said.
--json prints {"id": …, "discarded": true}.`,
  async run({ argument, values }, { database, answer, confirm }) {
    const letters = deadLetters({ engine: database() })
    const { id, consumer, key, behind } = await letters.show(argument!)
    const what = printable(`dead letter ${id} of ${consumer}, key ${key}`)
    await confirm(`Discard ${what}, for good? ${count(behind, 'message')} behind it.`, values)
    await letters.discard(id)
    answer({ id, discarded: true }, () => `discarded ${id}\n`)
    return ExitCode.done
  },
})
