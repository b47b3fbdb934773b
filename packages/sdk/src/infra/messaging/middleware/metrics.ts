import type { Measurement } from '../../../seedwork/index.ts'
import { Failure } from '../../../seedwork/failure.ts'
import type { MessageMiddleware } from '../delivery-handler.ts'

/** One duration an attempt, labelled with consumer, type and how it ended. */
export const metrics =
  ({
    emit,
    consumer,
  }: {
    readonly emit: (measurement: Measurement) => void
    readonly consumer: string
  }): MessageMiddleware =>
  (next) =>
  async (message, call) => {
    const start = performance.now()
    let outcome = 'ok'
    try {
      await next(message, call)
    } catch (error) {
      outcome = Failure.is(error) ? error.code : 'error'
      throw error
    } finally {
      const value = performance.now() - start
      emit({ name: 'baltra.consumer.attempt', value, unit: 'ms', labels: { consumer, type: message.type, outcome } })
    }
  }
