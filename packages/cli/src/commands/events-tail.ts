import type { StoredEvent } from '@baltra/sdk'
import { followEvents, recentEvents } from '@baltra/sdk/infra/db/events'
import { command } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { eventLine, eventsText } from '../render/events.ts'
import { wholeNumber } from '../whole-number.ts'

export const eventsTail = command({
  name: ['events', 'tail'],
  about: 'the last events of the store, and with --follow those that come',
  options: {
    category: { type: 'string', value: '<name>', about: 'only of streams of this category' },
    limit: { type: 'string', value: '<n>', about: 'how many to begin with, from 1 to 1000; 10 by default' },
    follow: { type: 'boolean', about: 'go on with those that are committed from now on, until it is stopped' },
  },
  details: `A transaction that ends late may add events with lower positions: they come when they are committed.
--json prints a line for each event, with the data, which may be about people.`,
  async run({ values: { category: given, limit: most, follow } }, { database, json, answer }) {
    const limit = wholeNumber('limit', most, { fallback: 10, most: 1_000 })
    const opened = database()
    const category = given === undefined ? {} : { category: given }
    const { events, checkpoint } = await recentEvents({ database: opened }, { limit, ...category })
    const each = (event: StoredEvent): void => answer(event, () => eventLine(event))
    if (json) for (const event of events) each(event)
    else answer(events, () => eventsText(events))
    if (!follow) return ExitCode.done
    const { signal } = new AbortController()
    for await (const event of followEvents({ database: opened }, { after: checkpoint, ...category, signal }))
      each(event)
    return ExitCode.done
  },
})
