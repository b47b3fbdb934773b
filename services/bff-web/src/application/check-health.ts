import { healthOf, type Health, type ServiceHealth } from '../domain/health.ts'
import type { Hiring } from './hiring.ts'

/** `stopwatch` starts counting and gives back what tells the milliseconds since. */
export type Stopwatch = () => () => number

export const checkHealth =
  ({ hiring, stopwatch }: { hiring: Pick<Hiring, 'ready'>; stopwatch: Stopwatch }) =>
  async (): Promise<Health> => {
    const elapsed = stopwatch()
    const status = await hiring.ready().then<ServiceHealth['status'], ServiceHealth['status']>(
      () => 'ok',
      () => 'down',
    )
    return healthOf([{ name: 'hiring-api', status, latencyMs: elapsed() }])
  }
