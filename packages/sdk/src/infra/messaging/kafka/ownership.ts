import type { KafkaConsumer, KafkaPosition, KafkaReceived } from './config.ts'
import { partitionName } from './produce-answers.ts'
import { Watermark } from './watermark.ts'

/** One partition for as long as it is ours. */
export interface Hold {
  readonly topic: string
  readonly partition: number
  readonly watermark: Watermark
  /** Tells one time of having the partition from another. */
  readonly number: number
  /** From then on others may have it: nothing of it is begun, settled or saved any more. */
  isLost: boolean
}

type Member = Pick<KafkaConsumer, 'memberId' | 'generationId' | 'assignments'>

/**
 * The partitions that this member of the group has. The broker takes a position for any partition from any member, also for
 * one that has moved on: it would be set back. So what is not ours is forgotten, and never saved.
 */
export class Ownership {
  readonly #holds = new Map<string, Hold>()
  #member: string | null = null
  #generation = -1
  #count = 0
  #changes = 0

  /**
   * What a join has left us, and what it has brought. A partition that we had before and have now was nobody else's in
   * between only if it is the very next generation, and we are still the same member.
   */
  joined({ memberId, generationId, assignments }: Member): void {
    const assigned = (assignments ?? []).flatMap(({ topic, partitions }) =>
      partitions.map((partition) => ({ topic, partition })),
    )
    const names = new Set(assigned.map(partitionName))
    const isNext = memberId === this.#member && generationId <= this.#generation + 1
    for (const [name, hold] of this.#holds) if (!isNext || !names.has(name)) this.#lose(name, hold)
    for (const place of assigned) if (!this.#holds.has(partitionName(place))) this.#take(place)
    this.#member = memberId
    this.#generation = generationId
    this.#changes += 1
  }

  letGo(): void {
    for (const [name, hold] of this.#holds) this.#lose(name, hold)
    this.#member = null
  }

  /** The same partitions, as if they had just come to us: their offsets begin anew where a topic was made anew. */
  renew(member: Member): void {
    this.letGo()
    this.joined(member)
  }

  /**
   * Whether all that is ours now is so still, to be asked later. Between the broker's answer, which makes the client a
   * member of the next generation, and our hearing of it, nothing is.
   */
  asOfNow(member: Member): () => boolean {
    const changes = this.#changes
    return () =>
      changes === this.#changes && member.memberId === this.#member && member.generationId === this.#generation
  }

  of(record: KafkaReceived): Hold | undefined {
    return this.#holds.get(partitionName(record))
  }

  /** The positions that have moved since they were last saved. */
  unsaved(): KafkaPosition[] {
    return [...this.#holds.values()].flatMap(({ topic, partition, watermark }) => {
      const offset = watermark.unsaved
      return offset === undefined ? [] : [{ topic, partition, offset }]
    })
  }

  saved(positions: readonly KafkaPosition[]): void {
    for (const position of positions) this.#holds.get(partitionName(position))?.watermark.save(position.offset)
  }

  #take({ topic, partition }: { readonly topic: string; readonly partition: number }): void {
    this.#count += 1
    const hold = { topic, partition, watermark: new Watermark(), number: this.#count, isLost: false }
    this.#holds.set(partitionName({ topic, partition }), hold)
  }

  #lose(name: string, hold: Hold): void {
    hold.isLost = true
    this.#holds.delete(name)
  }
}
