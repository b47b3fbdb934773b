export { logSink, metrics, type Measurement, type MetricSink } from './metrics.ts'
