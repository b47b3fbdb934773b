import { Failure, type StreamName } from '@baltra/sdk'
import { streamHistory } from '@baltra/sdk/infra/db/events'
import { command } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { streamText } from '../render/events.ts'
import { UsageError } from '../usage-error.ts'

export const eventsStream = command({
  name: ['events', 'stream'],
  about: 'all events of a stream, in their order',
  argument: '<id>',
  options: {},
  details: `A stream is named category-id. Where two companies have one of the same name, both are shown.
--json prints a line for each event, with the data, which may be about people.`,
  async run({ argument }, { database, json, answer }) {
    const events = await streamHistory({ database: database() }, streamName(argument!))
    if (events.length === 0) throw new Failure('not_found', 'not_found', 'there is no such stream')
    if (json) for (const event of events) answer(event, () => '')
    else answer(events, () => streamText(events))
    return ExitCode.done
  },
})

const streamName = (given: string): StreamName => {
  const [category, ...rest] = given.split('-')
  if (!category || rest.length === 0) throw new UsageError('<id> must be the name of a stream: category-id')
  return `${category}-${rest.join('-')}`
}
