import type { Call } from './call.ts'
import type { Spans } from './middleware/tracing.ts'

/**
 * Work inside a span, once, whatever the tracer does: the answer is the work's own. A tracer that fails before it begins leaves
 * it without a span, and one that fails after it must not have it taken for undone.
 */
export const inSpan = async <Result>(
  { span }: Spans,
  { name, call }: { readonly name: string; readonly call: Call },
  work: (call: Call) => Promise<Result>,
): Promise<Result> => {
  let begun: Promise<Result> | undefined
  // In a function that is async, so that also what throws at once has begun.
  const once = (inner: Call): Promise<Result> => (begun ??= (async () => work(inner))())
  await Promise.allSettled([(async () => span(name, call, once))()])
  return once(call)
}
