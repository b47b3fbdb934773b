import { loadPeer } from '../../../shared/peers/load-peer.ts'
import { askAws } from './ask-aws.ts'
import type { CallOptions, SqsApi } from './sqs-api.ts'

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** What is left out is found as every AWS client finds it: environment, profile, role. */
export interface AwsClientOptions {
  readonly region?: string
  /** An address other than AWS's own: a stand-in, a private endpoint. */
  readonly endpoint?: string
  readonly credentials?: AwsCredentials | (() => Promise<AwsCredentials>)
}

/** SQS with one identity. Make one for a process. */
export interface SqsClient extends Disposable {
  /** Any call but a poll. Rejects with a `Failure`, after 10 seconds at the latest. */
  ask<Answer>(work: (sqs: SqsApi, options: CallOptions) => Promise<Answer>): Promise<Answer>
  /** A long poll, on connections that no other call waits for. Rejects with a `Failure`. */
  poll<Answer>(work: (sqs: SqsApi, options: CallOptions) => Promise<Answer>): Promise<Answer>
}

/** Of connecting, and of one attempt of a call, in milliseconds. */
const connectionTimeout = 3_000
const requestTimeout = 5_000

/** A poll waits for 20 seconds at most; what takes longer is a connection that nobody answers on. */
const pollTimeout = 25_000

/**
 * Loads `@aws-sdk/client-sqs` when it is first asked. A poll holds its connection for seconds: polls have a client of their
 * own, or else fifty of them would be in the way of every send.
 */
export const sqsClient = (options: AwsClientOptions = {}): SqsClient => {
  const made: Promise<SqsApi>[] = []
  const once = (attemptTimeout: number, maxSockets: number): (() => Promise<SqsApi>) => {
    let client: Promise<SqsApi> | undefined
    return () => {
      if (!client) made.push((client = load(options, attemptTimeout, maxSockets)))
      return client
    }
  }
  return {
    ask: askAws(once(requestTimeout, 50), { attempts: 3, deadline: 2 * requestTimeout }),
    poll: askAws(once(pollTimeout, 200), { attempts: 1, deadline: pollTimeout }),
    [Symbol.dispose]() {
      for (const client of made) client.then((sqs) => sqs.destroy()).catch(() => undefined)
    },
  }
}

const load = async (options: AwsClientOptions, attemptTimeout: number, maxSockets: number): Promise<SqsApi> => {
  const { SQS } = await loadPeer('@aws-sdk/client-sqs', 'the SQS transport', () => import('@aws-sdk/client-sqs'))
  // By default it would call the host that is in a queue's URL: a stand-in's may be none that can be found.
  return new SQS({ ...options, ...connections(attemptTimeout, maxSockets), useQueueUrlAsEndpoint: false })
}

/** Without `throwOnRequestTimeout` a call that is not answered only logs a warning, and hangs. */
export const connections = (attemptTimeout: number, maxSockets: number) => ({
  maxAttempts: 1,
  requestHandler: {
    connectionTimeout,
    requestTimeout: attemptTimeout,
    throwOnRequestTimeout: true,
    httpAgent: { maxSockets, keepAlive: true },
    httpsAgent: { maxSockets, keepAlive: true },
  },
})
