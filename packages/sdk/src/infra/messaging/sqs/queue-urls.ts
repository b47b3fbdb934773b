import { Failure } from '../../../seedwork/failure.ts'
import type { SqsClient } from './client.ts'

/** Asks for the URL of a queue, once for each name: it stays. Rejects with `not_found` when there is no such queue. */
export const queueUrls = (client: SqsClient): ((name: string) => Promise<string>) => {
  const known = new Map<string, string>()
  return async (name) => {
    const url = known.get(name) ?? (await askFor(client, name))
    known.set(name, url)
    return url
  }
}

const askFor = async (client: SqsClient, name: string): Promise<string> => {
  const { QueueUrl } = await client
    .ask((sqs, options) => sqs.getQueueUrl({ QueueName: name }, options))
    .catch(explain(name))
  return QueueUrl!
}

const explain =
  (name: string) =>
  (error: unknown): never => {
    if (!Failure.is(error) || error.kind !== 'not_found') throw error
    throw new Failure('not_found', error.code, `there is no queue ${name}: provisionQueues or subscribe makes it`, {
      cause: error,
    })
  }
