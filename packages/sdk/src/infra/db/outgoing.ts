import type { z } from 'zod'
import { Failure } from '../../seedwork/failure.ts'
import { invalidInput } from '../../seedwork/invalid-input.ts'
import { Message } from '../../seedwork/message.ts'
import type { MessageDefinition } from '../../seedwork/message-definition.ts'
import { uuidv7 } from '../../seedwork/typed-id.ts'
import type { Outgoing } from '../../seedwork/unit-of-work.ts'
import type { OutgoingMessage } from './outgoing-message.ts'
import { cancelScheduled } from './scheduled/cancel-scheduled.ts'
import { scheduleMessage } from './scheduled/schedule-message.ts'
import type { Transaction } from './transaction.ts'

/** Messages for other processes, left in the outbox of a transaction or among the scheduled ones. */
export const outgoing = (transaction: Transaction): Outgoing => ({
  send: (definition, data) => transaction.publish(outgoingMessage(definition, data, new Date())),

  schedule(definition, data, { availableAt, name }) {
    const message = outgoingMessage(definition, data, checkedTime(availableAt))
    scheduleMessage(transaction, name === undefined ? message.id : checkedName(name), message)
    return name ?? message.id
  },

  cancel: async (name) => cancelScheduled(transaction, checkedName(name)),
})

const outgoingMessage = <Schema extends z.ZodType>(
  { type, version, topic, schema, key }: MessageDefinition<string, Schema>,
  data: z.input<Schema>,
  at: Date,
): OutgoingMessage => {
  expectJson(data)
  const read = schema.safeParse(data)
  if (!read.success) throw invalidInput(read.error)
  return { id: uuidv7(Date.now()), topic, key: key(read.data), type, version, at, data }
}

/** Before its schema sees them, which might go round in a circle for ever. */
const expectJson = (data: unknown): void => {
  try {
    JSON.stringify(data)
  } catch (cause) {
    const errors = [{ path: '', message: 'is no JSON' }]
    throw new Failure('invalid', 'invalid_input', 'the input is not valid', { cause, details: { errors } })
  }
}

/** What an envelope can say: years have four digits there. */
const checkedTime = (at: Date): Date => {
  if (Message.shape.time.safeParse(Number.isNaN(at.getTime()) ? '' : at.toISOString()).success) return at
  throw new Failure('invalid', 'messaging.bad_time', 'a message can be scheduled for the years 0 to 9999')
}

/** Names stand in an index, whose rows are bounded, and those of timers have a key in them. */
const longestName = 800

const checkedName = (name: string): string => {
  if (name.length <= longestName && name.isWellFormed() && !name.includes('\0')) return name
  throw new Failure(
    'invalid',
    'messaging.bad_name',
    `the name of a scheduled message is longer than ${longestName}, or no well-formed text`,
  )
}
