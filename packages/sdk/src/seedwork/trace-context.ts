import { z } from 'zod'

/** W3C trace context, as it travels with a call and with a message. */
export interface TraceContext {
  /** The span that asked. */
  readonly traceparent?: string | undefined
  /** What the vendors of tracing add to it. Means nothing without `traceparent`. */
  readonly tracestate?: string | undefined
}

export const Traceparent = z
  .string()
  .regex(/^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/)

export const Tracestate = z.string().regex(/^[\x20-\x7e]{1,512}$/)

/** What can be relied on of it. An ill-formed trace is nobody's error: it ends here, and whoever goes on begins another. */
export const traceContext = ({
  traceparent,
  tracestate,
}: {
  readonly [Key in keyof TraceContext]: unknown
}): { readonly traceparent?: string; readonly tracestate?: string } => {
  const parent = Traceparent.safeParse(traceparent)
  if (!parent.success) return {}
  const state = Tracestate.safeParse(tracestate)
  return { traceparent: parent.data, ...(state.success ? { tracestate: state.data } : {}) }
}
