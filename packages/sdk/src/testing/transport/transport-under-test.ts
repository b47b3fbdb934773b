import type { Publisher, Subscriber } from '../../seedwork/transport.ts'

/** A client of the transport. */
export interface TransportClient {
  readonly publisher: Publisher
  readonly subscriber: Subscriber
}

/** A transport as one test has it: nobody else uses its topics and consumers. */
export interface TransportUnderTest extends TransportClient {
  /** Topics that exist, where a publisher does not make them by itself. By default the suite makes up two names. */
  readonly topics?: readonly [string, string]
  /** Ends the clients, those of `reopen` too, and removes what the test left. Called once, after the test, whatever came of it. */
  close?(): Promise<void>
  /** Ends the first client as a deploy does, and answers another one over what is stored. */
  reopen?(): Promise<TransportClient>
  /** Cuts every connection of the first client at once, as a restart of the broker or a broken network would. */
  disconnect?(): Promise<void>
  /** Makes the broker refuse the message with this id, and no other of its batch but those behind it in its lane. The answer ends that. */
  refuse?(messageId: string): () => void
}

/** Makes it for one test. */
export type TransportFactory = () => Promise<TransportUnderTest>
