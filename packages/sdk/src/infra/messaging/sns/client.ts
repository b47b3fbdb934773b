import { loadPeer } from '../../../shared/peers/load-peer.ts'
import { askAws } from '../sqs/ask-aws.ts'
import { connections, type AwsClientOptions } from '../sqs/client.ts'
import type { CallOptions } from '../sqs/sqs-api.ts'
import type { SnsApi } from './sns-api.ts'

/** SNS with one identity. Make one for a process. */
export interface SnsClient extends Disposable {
  /** Rejects with a `Failure`, after 10 seconds at the latest. */
  ask<Answer>(work: (sns: SnsApi, options: CallOptions) => Promise<Answer>): Promise<Answer>
}

/** Of one attempt of a call, in milliseconds. */
const requestTimeout = 5_000

/** Loads `@aws-sdk/client-sns` when it is first asked. */
export const snsClient = (options: AwsClientOptions = {}): SnsClient => {
  let client: Promise<SnsApi> | undefined
  return {
    ask: askAws(() => (client ??= load(options)), { attempts: 3, deadline: 2 * requestTimeout }),
    [Symbol.dispose]() {
      client?.then((sns) => sns.destroy()).catch(() => undefined)
    },
  }
}

const load = async (options: AwsClientOptions): Promise<SnsApi> => {
  const { SNS } = await loadPeer('@aws-sdk/client-sns', 'the SNS transport', () => import('@aws-sdk/client-sns'))
  return new SNS({ ...options, ...connections(requestTimeout, 50) })
}
