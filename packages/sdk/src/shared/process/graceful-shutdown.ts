import type { Logger } from '../logging/index.ts'

export interface ShutdownStep {
  /** What it does, for the log: `drain http`. */
  readonly name: string
  run(): unknown
}

export interface ShutdownOptions {
  /** Milliseconds for all steps together. What is not done by then is left undone. */
  readonly limit?: number
  /** Ends the process. */
  readonly exit?: (code: number) => void
}

/**
 * Ends the process in order. From now on SIGTERM or SIGINT runs the steps once, one after the other: stop taking work,
 * finish what is in hand, close what it was done with. A step that fails is logged and the next one runs.
 *
 * The process ends with 0 when everything was done, with 1 when a step failed or the time was over, and at once with
 * 130 at a second signal: whoever presses Ctrl-C twice does not want to wait.
 *
 * `now` does the same without a signal, for a service that can't go on. It then ends with 1.
 */
export const gracefulShutdown = (
  { logger, steps }: { readonly logger: Logger; readonly steps: readonly ShutdownStep[] },
  { limit = 10_000, exit = (code) => process.exit(code) }: ShutdownOptions = {},
): { now(error: unknown): Promise<void> } => {
  let ending: Promise<void> | undefined
  const end = (code: number): Promise<void> =>
    (ending ??= inTime(runAll(steps, logger), limit, logger).then((done) => exit(done ? code : 1)))
  const onSignal = (signal: NodeJS.Signals): void => {
    if (ending) return exit(130)
    logger.info({ signal }, 'stopping')
    void end(0)
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  return {
    now: (error) => {
      logger.error({ err: error }, 'stopping: can not go on')
      return end(1)
    },
  }
}

const runAll = async (steps: readonly ShutdownStep[], logger: Logger): Promise<boolean> => {
  let done = true
  for (const step of steps) done = (await runOne(step, logger)) && done
  return done
}

const runOne = async (step: ShutdownStep, logger: Logger): Promise<boolean> => {
  try {
    await step.run()
    logger.info({ step: step.name }, 'stopped')
    return true
  } catch (error) {
    logger.error({ step: step.name, err: error }, 'could not be stopped')
    return false
  }
}

const inTime = async (work: Promise<boolean>, limit: number, logger: Logger): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => {
      logger.error({ limit }, 'not stopped in time')
      resolve(false)
    }, limit)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
