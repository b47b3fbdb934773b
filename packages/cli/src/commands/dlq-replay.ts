import { deadLetters } from '@baltra/sdk/infra/messaging/postgres'
import { command, type Context } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { replayAll, type Replayed } from '../replay-all.ts'
import { UsageError } from '../usage-error.ts'

export const dlqReplay = command({
  name: ['dlq', 'replay'],
  about: 'has a dead letter tried again, and then those behind it in their order',
  argument: '[<id>]',
  options: {
    all: { type: 'boolean', about: 'all of them instead of one' },
    consumer: { type: 'string', value: '<name>', about: 'with --all: of this consumer only' },
  },
  details: `One that fails again is parked again, under the same id. --all goes through once, and exits with 1 when one of
them was no longer parked.
--json prints a line for each: {"id": …, "replayed": true}, or {"id": …, "replayed": false, "code": …, "message": …}.`,
  async run({ argument, values: { all, consumer } }, { database, answer, json }) {
    if (all === (argument !== undefined)) throw new UsageError('baltra dlq replay needs either an <id> or --all')
    if (consumer !== undefined && !all) throw new UsageError('--consumer goes with --all')
    const letters = deadLetters({ engine: database() })
    if (argument !== undefined) {
      await letters.replay(argument)
      report({ id: argument, refusal: undefined }, answer)
      return ExitCode.done
    }
    let found = 0
    let left = 0
    for await (const replayed of replayAll(letters, consumer)) {
      found += 1
      if (replayed.refusal) left += 1
      report(replayed, answer)
    }
    if (found === 0 && !json) answer([], () => 'There are no dead letters.\n')
    return left === 0 ? ExitCode.done : ExitCode.problemFound
  },
})

const report = ({ id, refusal }: Replayed, answer: Context['answer']): void => {
  if (!refusal) return answer({ id, replayed: true }, () => `replayed ${id}\n`)
  const { code, message } = refusal
  answer({ id, replayed: false, code, message }, () => `left ${id}: ${message}\n`)
}
