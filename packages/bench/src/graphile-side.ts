import { setTimeout as pause } from 'node:timers/promises'
import { Logger, makeWorkerUtils, run, runMigrations, type WorkerUtils } from 'graphile-worker'
import { Pool } from 'pg'
import { dataOf } from './bench-messages.ts'
import { rate, type Side } from './paired.ts'

interface GraphileOptions {
  readonly url: string
  readonly clients: number
}

interface WorkerOptions {
  /** Completed jobs are written down together, a turn of the event loop later. */
  readonly batched: boolean
}

export interface Graphile extends AsyncDisposable {
  /** One `add_job` a call. */
  readonly enqueue: Side
  /** Enqueues a job for each key, untimed; `ordered`, those of a key in a queue of their own, which keeps their order. */
  fill(keys: readonly string[], options: { readonly ordered: boolean }): Promise<void>
  /**
   * Starts a worker with a local queue, and ends it when `count` jobs were handled and completed; milliseconds, without those
   * of starting.
   */
  work(count: number, options: WorkerOptions): Promise<number>
}

const silent = new Logger(() => () => undefined)

export const graphile = async ({ url, clients }: GraphileOptions): Promise<Graphile> => {
  const utils: WorkerUtils = await makeWorkerUtils({ connectionString: url, maxPoolSize: clients, logger: silent })
  await runMigrations({ connectionString: url, logger: silent })
  return {
    enqueue: (milliseconds) =>
      rate(clients, milliseconds, async () => void (await utils.addJob('bench', dataOf('bench')))),
    async fill(keys, { ordered }) {
      // A worker that was stopped leaves queues of keys locked, and nobody would get their jobs for hours.
      await utils.withPgClient((client) =>
        client.query('truncate graphile_worker._private_jobs, graphile_worker._private_job_queues'),
      )
      for (let from = 0; from < keys.length; from += 500) {
        await utils.addJobs(
          keys
            .slice(from, from + 500)
            .map((key) => ({ identifier: 'bench', payload: dataOf(key), ...(ordered ? { queueName: key } : {}) })),
        )
      }
      // As the server does by itself a while after so much has come.
      await utils.withPgClient((client) => client.query('analyze graphile_worker._private_jobs'))
    },
    async work(count, { batched }) {
      const delay = batched ? 0 : -1
      let done = 0
      const { promise, resolve } = Promise.withResolvers<void>()
      // A pool of its own would be ended under completions that are still to be written.
      const pool = new Pool({ connectionString: url, max: clients + 2 })
      const runner = await run({
        pgPool: pool,
        noHandleSignals: true,
        logger: silent,
        taskList: {
          bench: async () => {
            done += 1
            if (done === count) resolve()
          },
        },
        preset: {
          worker: {
            concurrentJobs: clients,
            localQueue: { size: 500 },
            completeJobBatchDelay: delay,
            failJobBatchDelay: delay,
          },
        },
      })
      const start = performance.now()
      await promise
      // Ends after what was handled is completed too.
      await runner.stop()
      const took = performance.now() - start
      await untilNone(utils)
      await pool.end()
      return took
    },
    [Symbol.asyncDispose]: async () => {
      await utils.release()
    },
  }
}

const untilNone = async (utils: WorkerUtils): Promise<void> => {
  const left = () => utils.withPgClient((client) => client.query('select from graphile_worker._private_jobs limit 1'))
  while ((await left()).rowCount !== 0) await pause(10)
}
