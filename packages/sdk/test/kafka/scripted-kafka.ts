import type {
  KafkaAdmin,
  KafkaClient,
  KafkaConsumer,
  KafkaPartitions,
  KafkaPosition,
  KafkaProducer,
  KafkaReceived,
  KafkaRecord,
  KafkaStream,
} from '../../src/infra/messaging/kafka/config.ts'

/** A stream that gives what the test says, when it says so. */
class ScriptedStream implements KafkaStream {
  readonly #waiting: (KafkaReceived | Error)[] = []
  #bell = Promise.withResolvers<void>()
  /** How many records were asked for and given. */
  given = 0
  isDestroyed = false

  push(...what: readonly (KafkaReceived | Error)[]): void {
    this.#waiting.push(...what)
    this.#bell.resolve()
  }

  destroy(): void {
    this.isDestroyed = true
    this.#bell.resolve()
  }

  async *[Symbol.asyncIterator](): AsyncIterator<KafkaReceived> {
    while (!this.isDestroyed) {
      const next = this.#waiting.shift()
      if (next instanceof Error) throw next
      if (next) {
        this.given += 1
        yield next
      } else {
        await this.#bell.promise
        this.#bell = Promise.withResolvers()
      }
    }
  }
}

/** One member of a group whose group is the test. */
export class ScriptedKafka {
  readonly streams: ScriptedStream[] = []
  /** What the broker was asked to keep, call by call. */
  readonly commits: (readonly KafkaPosition[])[] = []
  readonly produced: KafkaRecord[] = []
  /** What happened to the membership, in order. */
  readonly events: string[] = []
  readonly memberId = 'member'
  generationId = 0
  assignments: readonly KafkaPartitions[] = []
  isActive = false
  /** What leaving the group waits for. */
  leaving: () => Promise<void> = async () => undefined
  /** What the opening of a stream waits for. */
  opening: Promise<void> = Promise.resolve()
  /** What a commit waits for, how many wait now, and how many did at most. */
  committing: () => Promise<void> = async () => undefined
  underWay = 0
  mostUnderWay = 0
  producing: (records: readonly KafkaRecord[]) => Promise<void> = async (records) => void this.produced.push(...records)
  partitionsOf: (topic: string) => Promise<number> = async () => 1
  #rebalances: () => void = () => undefined
  #joined: () => void = () => undefined
  #failed: (error: Error) => void = () => undefined

  get stream(): ScriptedStream {
    return this.streams.at(-1)!
  }

  /** The broker has made it a member of the next generation, and it has not heard yet of what. */
  enter(): void {
    this.generationId += 1
  }

  /** The group gives it these partitions, in a generation of their own. */
  join(assignments: readonly KafkaPartitions[]): void {
    this.generationId += 1
    this.assignments = assignments
    this.isActive = true
    this.#joined()
  }

  /** Somebody comes or goes, and it is about to join again. */
  rebalance(): void {
    this.#rebalances()
  }

  /** It is no member any more, and will not be by itself. */
  fail(error: Error): void {
    this.isActive = false
    this.#failed(error)
  }

  readonly #consumer = (): KafkaConsumer => {
    // oxlint-disable-next-line typescript/no-this-alias -- getters of an object of its own
    const kafka = this
    return {
      get memberId() {
        return kafka.memberId
      },
      get generationId() {
        return kafka.generationId
      },
      get assignments() {
        return kafka.assignments
      },
      isActive: () => kafka.isActive,
      async joinGroup() {
        kafka.events.push('join')
        kafka.join(kafka.assignments)
      },
      async openStream() {
        const stream = new ScriptedStream()
        kafka.streams.push(stream)
        await kafka.opening
        return stream
      },
      async commit(positions, isOurs) {
        kafka.underWay += 1
        kafka.mostUnderWay = Math.max(kafka.mostUnderWay, kafka.underWay)
        await kafka.committing().finally(() => (kafka.underWay -= 1))
        kafka.commits.push(isOurs() ? positions : [])
        kafka.events.push('commit')
      },
      async leaveGroup() {
        await kafka.leaving()
        kafka.events.push('leave')
      },
      async close() {
        kafka.events.push('close')
      },
      onRebalance: (listener) => void (kafka.#rebalances = listener),
      onJoin: (listener) => void (kafka.#joined = listener),
      onError: (listener) => void (kafka.#failed = listener),
    }
  }

  readonly #producer = (): KafkaProducer => ({
    partitions: (topic) => this.partitionsOf(topic),
    send: (records) => this.producing(records),
    close: async () => void this.events.push('producer closed'),
  })

  readonly #admin: KafkaAdmin = {
    topics: async () => [],
    createTopic: async () => undefined,
    ends: async () => [],
    positions: async () => [],
    setPositions: async () => undefined,
  }

  readonly client: KafkaClient = {
    producer: async () => this.#producer(),
    consumer: async () => this.#consumer(),
    administer: (work) => work(this.#admin),
  }
}
