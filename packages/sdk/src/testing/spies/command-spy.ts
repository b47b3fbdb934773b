import type { z } from 'zod'
import type { Call } from '../../seedwork/call.ts'
import type { Definition, Middleware } from '../../seedwork/command-bus.ts'
import { Facts, type Fact, type Wanted } from './facts.ts'
import type { ToldData } from './message-fact.ts'

export interface HandledCommand<Input extends z.ZodType = z.ZodType, Result = unknown> {
  readonly input: z.output<Input>
  readonly call: Call
  readonly result: Result
}

export interface FailedCommand<Input extends z.ZodType = z.ZodType> {
  readonly input: z.output<Input>
  readonly call: Call
  readonly failure: Error
}

/** What went over a command, query or event bus. Waits for facts, as `TestBus` does. */
export interface CommandSpy {
  /** Sees the input as the middleware before it left it: put it behind `validation` to see what the handler gets. */
  readonly middleware: Middleware
  handled<Input extends z.ZodType, Result>(
    definition: Definition<string, Input, Result>,
    told?: ToldData<Input>,
  ): Promise<HandledCommand<Input, Result>>
  failed<Input extends z.ZodType>(
    definition: Definition<string, Input>,
    told?: ToldData<Input>,
  ): Promise<FailedCommand<Input>>
}

interface CommandFact extends Fact {
  readonly what: 'handled' | 'failed'
  readonly input: unknown
  readonly call: Call
  readonly result?: unknown
}

export const commandSpy = ({ within = 4_000 }: { readonly within?: number } = {}): CommandSpy => {
  const facts = new Facts<CommandFact>()
  const wanted = (what: CommandFact['what'], { name }: Definition, told: unknown): Wanted<CommandFact> => ({
    what,
    type: name,
    told,
    forms: ({ input }) => [input],
  })
  return {
    middleware:
      ({ name: type }, next) =>
      async (input, call) => {
        try {
          const result = await next(input, call)
          facts.note({ what: 'handled', type, input, call, result })
          return result
        } catch (error) {
          const failure = error instanceof Error ? error : new Error(String(error))
          facts.note({ what: 'failed', type, input, call, failure })
          throw error
        }
      },
    async handled<Input extends z.ZodType, Result>(
      definition: Definition<string, Input, Result>,
      told?: ToldData<Input>,
    ) {
      return (await facts.first(wanted('handled', definition, told), within)) as HandledCommand<Input, Result>
    },
    async failed<Input extends z.ZodType>(definition: Definition<string, Input>, told?: ToldData<Input>) {
      return (await facts.first(wanted('failed', definition, told), within)) as FailedCommand<Input>
    },
  }
}
