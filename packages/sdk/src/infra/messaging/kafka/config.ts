import type { ConnectionOptions } from 'node:tls'

/** How to reach Kafka. */
export interface KafkaOptions {
  /** `host:port`, some of them: the others are heard of. */
  readonly brokers: readonly string[]
  /** Names this program in the brokers' logs and quotas. */
  readonly clientId: string
  readonly tls?: ConnectionOptions
  readonly sasl?:
    | {
        readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
        readonly username: string
        readonly password: string
      }
    | { readonly mechanism: 'OAUTHBEARER'; readonly token: () => Promise<string> }
}

/** What one topic needs to exist. -1 is what the broker has for topics that ask for nothing. */
export interface KafkaTopic {
  readonly topic: string
  readonly partitions?: number
  readonly replicas?: number
  /** `retention.ms` and the like, as Kafka names them. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A record to be stored in just this partition. */
export interface KafkaRecord {
  readonly topic: string
  readonly partition: number
  readonly key: Buffer | undefined
  readonly value: Buffer | undefined
  readonly headers: Map<string, Buffer>
}

/** A record as it was read. Names and values of headers may come twice, or be nothing. */
export interface KafkaReceived {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  /** Milliseconds since 1970. */
  readonly timestamp: bigint
  readonly key: Buffer | undefined
  readonly value: Buffer | undefined
  readonly headerEntries: readonly (readonly [string | undefined, Buffer | undefined])[]
}

/** A place between records: the offset is that of the next one, not of the last. */
export interface KafkaPosition {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
}

export interface KafkaPartitions {
  readonly topic: string
  readonly partitions: readonly number[]
}

/** What the transport needs of an idempotent producer. */
export interface KafkaProducer {
  /** How many partitions a topic has. Rejects when there is none of that name. */
  partitions(topic: string): Promise<number>
  /** In their order within a partition, each of them once. Rejects when any of them is not known to be stored. */
  send(records: readonly KafkaRecord[]): Promise<void>
  close(): Promise<void>
}

/** The records of one membership's partitions, from the group's positions on. Destroyed, it ends. */
export interface KafkaStream extends AsyncIterable<KafkaReceived> {
  destroy(): void
}

/** What the transport needs of a member of a group. */
export interface KafkaConsumer {
  readonly memberId: string | null
  readonly generationId: number
  readonly assignments: readonly KafkaPartitions[] | null
  /** Whether it is a member, heart beating. */
  isActive(): boolean
  joinGroup(): Promise<unknown>
  openStream(): Promise<KafkaStream>
  /**
   * Keeps these positions of the group, or rejects. It may be long until they are sent, and again: nothing of them is sent
   * when `isOurs` does not hold any more in that moment, and it resolves then, too.
   */
  commit(positions: readonly KafkaPosition[], isOurs: () => boolean): Promise<void>
  /** Others may take over at once. */
  leaveGroup(): Promise<void>
  /** Nothing of it goes on. */
  close(): Promise<void>
  /** Calls `listener` when somebody comes or goes, before it joins again: this is the last moment to commit. */
  onRebalance(listener: () => void): void
  /** Calls `listener` whenever it has joined, now with other partitions perhaps. */
  onJoin(listener: () => void): void
  /** Calls `listener` when it can't be a member any more without joining again. */
  onError(listener: (error: Error) => void): void
}

export interface KafkaMembership {
  readonly group: string
  readonly topics: readonly string[]
  /** Milliseconds without a sign of life after which others take over. */
  readonly session: number
  /** Milliseconds between signs of life, and so how soon a member hears of another one. */
  readonly heartbeat: number
  /** How many records to have in store. */
  readonly readAhead: number
}

/** What the transport needs of the cluster itself. */
export interface KafkaAdmin {
  topics(): Promise<readonly string[]>
  /** Rejects with Kafka's code 36 somewhere inside when it exists. */
  createTopic(topic: KafkaTopic): Promise<void>
  /** Behind the last record that nobody may take back. */
  ends(topics: readonly string[]): Promise<readonly KafkaPosition[]>
  /** Where the group is, and nothing of partitions where it has never been. */
  positions(group: string): Promise<readonly KafkaPosition[]>
  /** Rejects while the group has members. */
  setPositions(group: string, positions: readonly KafkaPosition[]): Promise<void>
}

/** The vendor's client, loaded when something is first asked of it. */
export interface KafkaClient {
  /** A new one, which the caller closes. */
  producer(): Promise<KafkaProducer>
  /** A new one, which the caller closes. */
  consumer(membership: KafkaMembership): Promise<KafkaConsumer>
  /** For the time of `work`. */
  administer<Result>(work: (admin: KafkaAdmin) => Promise<Result>): Promise<Result>
}
