import type { Failure } from '../src/seedwork/failure.ts'
import type { Delivery } from '../src/seedwork/transport.ts'

export type Settlement =
  | { readonly became: 'acked' }
  | { readonly became: 'retried'; readonly failure: Failure; readonly after: number }
  | { readonly became: 'parked'; readonly failure: Failure }

/** A delivery that notes what becomes of it. */
export const aDelivery = (overrides: Partial<Delivery> = {}) => {
  const settlements: Settlement[] = []
  const delivery: Delivery = {
    topic: 'test.topic',
    message: {},
    started: 1,
    finished: 0,
    ack: async () => void settlements.push({ became: 'acked' }),
    retry: async (failure, after) => void settlements.push({ became: 'retried', failure, after }),
    park: async (failure) => void settlements.push({ became: 'parked', failure }),
    ...overrides,
  }
  return { delivery, settlements }
}
