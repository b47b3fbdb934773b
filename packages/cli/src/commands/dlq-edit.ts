import { deadLetters } from '@baltra/sdk/infra/messaging/postgres'
import { command } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { UsageError } from '../usage-error.ts'

export const dlqEdit = command({
  name: ['dlq', 'edit'],
  about: "replaces the data of a dead letter's message, which stays parked",
  argument: '<id>',
  options: { data: { type: 'string', value: '<json>', about: "the new data; '-' reads it from standard input" } },
  details: `The message keeps its id. The former data is not kept: see it first by baltra dlq show. Replay it afterwards.
--json prints {"id": …, "edited": true}.`,
  async run({ argument, values }, { database, answer, input }) {
    if (values.data === undefined) throw new UsageError("baltra dlq edit needs --data '<json>', or --data - to read it")
    const data = json(values.data === '-' ? await input() : values.data)
    await deadLetters({ engine: database() }).edit(argument!, data)
    answer({ id: argument, edited: true }, () => `edited ${argument}; replay it to have it handled\n`)
    return ExitCode.done
  },
})

const json = (given: string): unknown => {
  try {
    return JSON.parse(given)
  } catch {
    throw new UsageError('the data is no JSON')
  }
}
