import type { Middleware } from '../command-bus.ts'
import { Failure } from '../failure.ts'

export interface Measurement {
  readonly name: string
  readonly value: number
  readonly unit: 'ms'
  readonly labels: Readonly<Record<string, string>>
}

/** One duration a call, labelled with its name and how it ended: `ok`, a failure's kind, or `error`. */
export const metrics =
  ({ emit }: { readonly emit: (measurement: Measurement) => void }): Middleware =>
  (definition, next) =>
  async (input, call) => {
    const start = performance.now()
    let outcome = 'ok'
    try {
      return await next(input, call)
    } catch (error) {
      outcome = Failure.is(error) ? error.kind : 'error'
      throw error
    } finally {
      emit({
        name: 'baltra.call',
        value: performance.now() - start,
        unit: 'ms',
        labels: { name: definition.name, outcome },
      })
    }
  }
