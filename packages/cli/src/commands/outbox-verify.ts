import { verifyOutbox } from '@baltra/sdk/infra/db'
import { command } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { count } from '../render/count.ts'
import { outboxVerdictText } from '../render/outbox-verdict.ts'

export const outboxVerify = command({
  name: ['outbox', 'verify'],
  about: 'proves that no sequence has a hole or a double; exits with 1 when one has',
  options: {},
  details: `Writers and relays may go on meanwhile. What was deleted by hand from the very front of a lane looks like sent.
--json prints one document: messages, lanes, faults (companyId, topic, key, last, waiting, missing, doubled, neverGiven).`,
  async run(_given, { database, progress, answer }) {
    const verdict = await verifyOutbox(
      { database: database() },
      { onProgress: ({ part, of, messages }) => progress(`part ${part} of ${of}: ${count(messages, 'message')} …`) },
    )
    answer(verdict, () => outboxVerdictText(verdict))
    return verdict.faults.length === 0 ? ExitCode.done : ExitCode.problemFound
  },
})
