import { laneOf } from '../../../seedwork/outbox.ts'
import type { Failure } from '../../../seedwork/failure.ts'
import type { Outbound } from '../../../seedwork/message.ts'

/** One connection's life: what was taken under it is settled under it. */
export type Connection = symbol

/** A consumer's copy of a message. */
export interface Letter {
  readonly id: string
  readonly lane: string
  readonly topic: string
  /** As JSON: no two consumers, and no two attempts, hold the same object. */
  readonly text: string
  started: number
  finished: number
  readonly errors: Failure[]
  hold: Hold | undefined
}

/** One attempt's right to settle a letter. */
export interface Hold {
  readonly letter: Letter
  readonly connection: Connection
}

/** Before a letter that nobody settled is handed out again, in milliseconds: a handler that always throws must let others run. */
const pauseAfterThrow = 10

/**
 * All that waits for one consumer, by lane. Only the first letter of a lane is ever handed out, and only while its lane is
 * `ready`: one that is in hand, waits for its time or is parked keeps its place, and so holds its lane and no other.
 */
export class Mailbox {
  readonly #lanes = new Map<string, Letter[]>()
  readonly #known = new Set<string>()
  readonly #ready = new Set<string>()
  readonly #parked = new Set<Letter>()
  readonly #ears = new Set<() => void>()

  /** One that waits already, under the same id, is the same. */
  put(outbound: Outbound): void {
    const { id } = outbound.message
    if (this.#known.has(id)) return
    this.#known.add(id)
    const lane = laneOf(outbound)
    const text = JSON.stringify(outbound.message)
    const letter: Letter = {
      id,
      lane,
      topic: outbound.topic,
      text,
      started: 0,
      finished: 0,
      errors: [],
      hold: undefined,
    }
    const queue = this.#lanes.get(lane)
    if (queue) return void queue.push(letter)
    this.#lanes.set(lane, [letter])
    this.#open(lane)
  }

  take(connection: Connection): Hold | undefined {
    for (const lane of this.#ready) {
      this.#ready.delete(lane)
      const letter = this.#lanes.get(lane)![0]!
      letter.started += 1
      letter.hold = { letter, connection }
      return letter.hold
    }
    return undefined
  }

  // Whoever lost a letter, or has settled it, has no say any more.

  done(hold: Hold): void {
    if (letGo(hold)) this.#leave(hold.letter)
  }

  again(hold: Hold, failure: Failure, afterMilliseconds: number): void {
    if (!letGo(hold)) return
    fail(hold.letter, failure)
    this.#openAfter(hold.letter.lane, afterMilliseconds)
  }

  park(hold: Hold, failure: Failure): void {
    if (!letGo(hold)) return
    fail(hold.letter, failure)
    this.#parked.add(hold.letter)
  }

  // A person decides about a dead letter; about what is none any more, nobody.

  /** It is tried again with the patience of a new one; its errors are kept. */
  replay(letter: Letter): void {
    if (!this.#parked.delete(letter)) return
    letter.started = 0
    letter.finished = 0
    this.#open(letter.lane)
  }

  discard(letter: Letter): void {
    if (this.#parked.delete(letter)) this.#leave(letter)
  }

  /** The attempt ended, and nobody said what became of the letter: it comes again. */
  giveBack(hold: Hold): void {
    if (letGo(hold)) this.#openAfter(hold.letter.lane, pauseAfterThrow)
  }

  /** All that was taken under a connection comes again. */
  cut(connection: Connection): void {
    for (const [lane, [first]] of this.#lanes) {
      if (first?.hold?.connection !== connection) continue
      first.hold = undefined
      this.#open(lane)
    }
  }

  get parked(): ReadonlySet<Letter> {
    return this.#parked
  }

  get size(): number {
    return this.#known.size
  }

  /** Calls `ear` whenever a lane is ready, until the answer is called. */
  hear(ear: () => void): () => void {
    this.#ears.add(ear)
    return () => this.#ears.delete(ear)
  }

  #leave({ lane, id }: Letter): void {
    const queue = this.#lanes.get(lane)!
    queue.shift()
    this.#known.delete(id)
    if (queue.length > 0) this.#open(lane)
    else this.#lanes.delete(lane)
  }

  /** Keeps no process alive: that is for whoever consumes to do. */
  #openAfter(lane: string, milliseconds: number): void {
    setTimeout(() => this.#open(lane), milliseconds).unref()
  }

  #open(lane: string): void {
    this.#ready.add(lane)
    for (const ear of this.#ears) ear()
  }
}

/** Whether the hold was still good. It is not any more. */
const letGo = (hold: Hold): boolean => {
  if (hold.letter.hold !== hold) return false
  hold.letter.hold = undefined
  return true
}

const fail = (letter: Letter, failure: Failure): void => {
  letter.finished += 1
  letter.errors.push(failure)
}
