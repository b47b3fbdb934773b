import type { Call } from '../../../seedwork/call.ts'
import type { Next } from '../../../seedwork/command-bus.ts'
import { handle, type MessageHandler } from '../../../seedwork/message-handler.ts'
import { retryConflicts } from '../../../seedwork/index.ts'
import type { ProcessDefinition } from '../../../seedwork/define-process.ts'
import type { ProcessRecord } from '../../../seedwork/process-record.ts'
import { takeMessage, takeTimer, type NoEffect, type Outcome, type Taken } from '../../../seedwork/take-step.ts'
import type { Database } from '../database.ts'
import { outgoing } from '../outgoing.ts'
import { dropScheduled } from '../scheduled/cancel-scheduled.ts'
import type { Transaction } from '../transaction.ts'
import { unitOfWork } from '../unit-of-work.ts'
import { readProcess, writeProcess } from './process-rows.ts'

export interface ProcessManagerDependencies {
  readonly database: Database
  /** Told of each step once it is committed: `taken`, or why it had no effect. */
  readonly onStep?: (step: ProcessStepTold) => void
}

export interface ProcessStepTold {
  readonly process: string
  readonly id: string
  /** The message's. */
  readonly type: string
  readonly outcome: 'taken' | NoEffect
}

/**
 * Handles the messages of a process, its timers among them: one unit of work for each, in which the state is read, the step
 * decided, and state, timers, commands and the inbox mark are written. When another message of the same process was faster,
 * it is decided anew on the new state.
 *
 * To be given to a consumer that the process has for itself, on the topics of these handlers' definitions.
 */
export const processHandlers = (
  { database, onStep = () => undefined }: ProcessManagerDependencies,
  process: ProcessDefinition,
): readonly MessageHandler[] => {
  const work = unitOfWork({ database }, (transaction) => transaction)

  const step = (type: string, id: string, call: Call, take: (known: ProcessRecord | undefined) => Outcome) => {
    const decide: Next = async (_data, inner) => {
      const outcome = await work.run(inner, async (transaction) => {
        const taken = take(await readProcess(transaction, { process: process.name, id }))
        if (typeof taken === 'string') return taken
        write(transaction, process, id, taken)
        return 'taken'
      })
      onStep({ process: process.name, id, type, outcome })
    }
    return retryConflicts()({ name: type, input: process.state }, decide)(undefined, call) as Promise<void>
  }

  const { timerDue, steps } = process
  return [
    ...steps.map((own): MessageHandler => {
      const { message, of } = own
      return {
        definition: message,
        handle: (data, call, at) => {
          const id = of.id(data as never)
          return step(message.type, id, call, (known) => takeMessage(process, own, known, { data, facts: { id, at } }))
        },
      }
    }),
    handle(timerDue, ({ process: id, timer, setAt }, call, at) =>
      step(timerDue.type, id, call, (known) => takeTimer(process, { timer, setAt }, known, { id, at })),
    ),
  ]
}

const write = (
  transaction: Transaction,
  process: ProcessDefinition,
  id: string,
  { record, send, set, off }: Taken,
): void => {
  const out = outgoing(transaction)
  writeProcess(transaction, { process: process.name, id }, record)
  for (const { definition, data } of send) out.send(definition, data)
  for (const timer of off) dropScheduled(transaction, timerName(process, id, timer))
  for (const { timer, at } of set) {
    const data = { process: id, timer, setAt: record.version }
    out.schedule(process.timerDue, data, { availableAt: at, name: timerName(process, id, timer) })
  }
}

/** Setting a timer anew replaces it. */
const timerName = ({ name }: ProcessDefinition, id: string, timer: string): string => `${name} ${timer} ${id}`
