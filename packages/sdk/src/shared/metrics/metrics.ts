import type { Logger } from '../logging/index.ts'

export interface Measurement {
  /** Dotted, from the large to the small: `baltra.outbox.depth`. */
  readonly name: string
  readonly value: number
  readonly unit: 'ms' | 'count'
  /** Few values each: no ids of things, and nothing that a person typed. */
  readonly labels: Readonly<Record<string, string>>
}

/** Takes a measurement, and returns at once. Whoever brings a vendor writes one of these. */
export type MetricSink = (measurement: Measurement) => void

/** Hands each measurement to every sink; with none, to nobody. A sink that throws disturbs neither work nor others. */
export const metrics = (...sinks: readonly MetricSink[]): { readonly emit: MetricSink } => ({
  emit: (measurement) => {
    for (const sink of sinks) {
      try {
        sink(measurement)
      } catch {
        // Measuring must not break what it measures, and a sink has its own way to complain.
      }
    }
  },
})

/** A sink for those who have no other yet: one line a measurement, at level debug. */
export const logSink =
  ({ logger }: { readonly logger: Logger }): MetricSink =>
  (measurement) =>
    logger.debug(measurement, 'measurement')
