import { Failure } from '../../seedwork/failure.ts'
import { brokenInvariant, type BrokenPoint } from './broken-invariant.ts'
import { CrashRun } from './crash-run.ts'
import type { CrashOptions, CrashScript } from './crash-script.ts'

/**
 * Runs a handler again and again, and each time lets its process die at another point: before or after one of its calls to
 * the outside, or of its acknowledgement. Then delivers the message again, as a broker would, until it is acknowledged,
 * and asks the invariant. A handler that does something outside before it has noted that it did is found by this.
 *
 * Resolves to the points at which it died, in their order. Rejects with:
 * - `testing.invariant_broken`, which names each point at which the invariant did not hold, and how it came to it;
 * - `testing.never_acknowledged` when the handler rejects however often it is called, even without a crash;
 * - `testing.stuck` when a delivery has not ended `within`, for example because the dead process still holds a lock;
 * - `testing.nothing_wrapped` when the handler reached nothing through `crash.wrap`;
 * - `testing.too_many_points` beyond `most`.
 *
 * Rejects with what the invariant says when it does not even hold without a crash.
 */
export const crashPoints = async <World extends object>(
  script: CrashScript<World>,
  { most = 500, deliveries = 5, within = 10_000 }: CrashOptions = {},
): Promise<readonly string[]> => {
  const asyncCalls = new Set<string>()
  const play = (points?: number) =>
    CrashRun.play(script, { deliveries, within, asyncCalls, ...(points ? { points } : {}) })
  const { error: wrongAnyway } = await play()
  if (wrongAnyway) throw wrongAnyway
  if (asyncCalls.size === 0) {
    throw new Failure('invalid', 'testing.nothing_wrapped', 'the handler called nothing that crash.wrap() gave it')
  }
  const points: string[] = []
  const broken: BrokenPoint[] = []
  for (;;) {
    const { died, lives, error } = await play(points.length + 1)
    if (died === undefined) break
    if (points.push(died) > most) {
      throw new Failure('invalid', 'testing.too_many_points', `there are more than ${most} points to die at`)
    }
    if (error) broken.push({ died, lives, error })
  }
  const [first, ...others] = broken
  if (first) throw brokenInvariant([first, ...others], points)
  return points
}
