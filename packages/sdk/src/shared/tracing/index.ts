export { openTelemetry } from './open-telemetry.ts'
export { noTracing, type Spans, type Traced } from './spans.ts'
