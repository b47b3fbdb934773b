import { outboxStatus } from '@baltra/sdk/infra/db'
import { command } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { outboxStatusText } from '../render/outbox-status.ts'

export const outboxStatusNow = command({
  name: ['outbox', 'status'],
  about: 'how much waits to be sent and to be handled, and for how long',
  options: {},
  details: `--json prints one document: messages, lanes, oldestSeconds (left out when nothing waits), scheduled, topics, consumers.`,
  async run(_given, { database, progress, answer }) {
    const opened = database()
    progress('counting …')
    const status = await outboxStatus({ database: opened })
    answer(status, () => outboxStatusText(status))
    return ExitCode.done
  },
})
