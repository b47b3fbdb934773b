import 'reflect-metadata'
import { commandBus, CompanyId, metrics, on, retryConflicts, uuidv7Ids, validation, type Call } from '@baltra/sdk'
import { OpenCase } from '@baltra/sdk/domain/services/onboarding'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { Command, CommandBus, CommandHandler, CqrsModule } from '@nestjs/cqrs'
import type { Benchmark } from './benchmark.ts'
import { paired, type Side } from './paired.ts'
import { peerVersions } from './peer-versions.ts'

const rounds = { rounds: 10, milliseconds: 1_000 }

/** Calls between two looks at the clock, which would otherwise be a part of what is measured. */
const atOnce = 1_000

/**
 * One caller, one call after the other, to a handler that does nothing but answer: ours checks the input against its
 * schema, would run again after a conflict and measures the time; the other's bus only finds the handler.
 */
export const bus: Benchmark = {
  name: 'bus',
  about: 'the command bus with three middlewares against a bare one',
  async run(progress) {
    progress(`${rounds.rounds} pairs of ${rounds.milliseconds / 1000} s`)
    await using nest = await bareNest()
    // The other's rate ÷ ours is our time ÷ the other's.
    const spread = await paired(nest.side, ours(), rounds)
    return { name: 'bus', ratios: { P15: { ...spread, goal: { atMost: 1.1 } } }, peers: peerVersions('@nestjs/cqrs') }
  },
}

const calls =
  (call: () => Promise<unknown>): Side =>
  async (milliseconds) => {
    const start = performance.now()
    let done = 0
    while (performance.now() - start < milliseconds) {
      for (let n = 0; n < atOnce; n += 1) await call()
      done += atOnce
    }
    return (done * 1000) / (performance.now() - start)
  }

const input = { applicationId: uuidv7Ids.next(CompanyId), country: 'MX' }

const ours = (): Side => {
  let measured = 0
  const commands = commandBus({
    middleware: [validation(), retryConflicts(), metrics({ emit: () => (measured += 1) })],
    handlers: [on(OpenCase, async () => undefined)],
  })
  const call: Call = {
    companyId: uuidv7Ids.next(CompanyId),
    actor: { kind: 'system', id: 'bench' },
    correlationId: 'bench',
  }
  return calls(() => commands.send(OpenCase, { ...input }, call))
}

class OpenCaseCommand extends Command<void> {
  readonly applicationId: string
  readonly country: string

  constructor({ applicationId, country }: typeof input) {
    super()
    this.applicationId = applicationId
    this.country = country
  }
}

class OpenCaseHandler {
  async execute(_command: OpenCaseCommand): Promise<void> {
    return undefined
  }
}

class Bench {}

/** Decorators, called by hand: Node runs no syntax that has to be compiled. */
const bareNest = async (): Promise<{ readonly side: Side } & AsyncDisposable> => {
  CommandHandler(OpenCaseCommand)(OpenCaseHandler)
  Module({ imports: [CqrsModule.forRoot()], providers: [OpenCaseHandler] })(Bench)
  const application = await NestFactory.createApplicationContext(Bench, { logger: ['error'] })
  await application.init()
  const commands = application.get(CommandBus)
  return {
    side: calls(() => commands.execute(new OpenCaseCommand(input))),
    [Symbol.asyncDispose]: () => application.close(),
  }
}
