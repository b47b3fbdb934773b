import { PgBoss, type QueuePolicy } from 'pg-boss'
import { dataOf } from './bench-messages.ts'
import { rate, type Side } from './paired.ts'

interface BossOptions {
  readonly url: string
  readonly clients: number
  readonly queue: string
  /** `key_strict_fifo` keeps the order of each key; `standard` keeps none. */
  readonly policy: QueuePolicy
}

export interface Boss extends AsyncDisposable {
  /** One `send` a call. */
  readonly enqueue: Side
  /** Enqueues a job for each key, untimed. */
  fill(keys: readonly string[]): Promise<void>
  /** Fetches, handles and completes `count` jobs in batches, with as many loops as there are clients; milliseconds. */
  work(count: number, batchSize: number): Promise<number>
}

/** As its documentation shows it, without the supervision that would run beside. */
export const pgBoss = async ({ url, clients, queue, policy }: BossOptions): Promise<Boss> => {
  const boss = new PgBoss({ connectionString: url, max: clients, supervise: false, schedule: false })
  boss.on('error', (error) => console.error(error))
  await boss.start()
  await boss.createQueue(queue, { policy })
  const options = policy === 'key_strict_fifo' ? { singletonKey: 'bench' } : {}
  return {
    enqueue: (milliseconds) =>
      rate(clients, milliseconds, async () => void (await boss.send(queue, dataOf('bench'), options))),
    async fill(keys) {
      const keyed = policy === 'key_strict_fifo'
      for (let from = 0; from < keys.length; from += 500) {
        const jobs = keys
          .slice(from, from + 500)
          .map((key) => ({ data: dataOf(key), ...(keyed ? { singletonKey: key } : {}) }))
        await boss.insert(queue, jobs)
      }
      // As the server does by itself a while after so much has come; without it the plans are poor.
      await boss.getDb().executeSql('analyze pgboss.job')
    },
    async work(count, batchSize) {
      const start = performance.now()
      let done = 0
      const loop = async (): Promise<void> => {
        while (done < count) {
          const jobs = await boss.fetch(queue, { batchSize })
          if (jobs.length === 0) continue
          for (const job of jobs) await handle(job.data)
          await boss.complete(
            queue,
            jobs.map(({ id }) => id),
          )
          done += jobs.length
        }
      }
      await Promise.all(Array.from({ length: clients }, loop))
      return performance.now() - start
    },
    [Symbol.asyncDispose]: () => boss.stop({ graceful: false }),
  }
}

const handle = async (_data: unknown): Promise<void> => undefined
