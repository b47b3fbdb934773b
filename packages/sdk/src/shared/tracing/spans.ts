/** What a span needs to know of the call that it is a part of. */
export interface Traced {
  /** W3C trace context of whoever asked. */
  readonly traceparent?: string
}

/** Runs work inside a span and hands it a call that names the span as its parent. */
export interface Spans {
  span<Call extends Traced, Result>(name: string, call: Call, work: (call: Call) => Promise<Result>): Promise<Result>
}

/** For those who trace nothing: the call goes on as it came, and with it the caller's trace. */
export const noTracing: Spans = { span: (_name, call, work) => work(call) }
