import type { Engine } from './config.ts'

/** Namespace of the advisory locks by which running consumers show that they are alive. */
const ownerLocks = 7_266_003

export interface Claimed {
  readonly id: string
  readonly topic: string
  readonly message: unknown
  readonly started: number
  readonly finished: number
}

/**
 * Takes the first message of each lane that nobody has in hand. One that is parked, waits for its time or is in hand keeps
 * its place, and so holds its lane and no other. A statement of its own: no transaction stays open while it is handled.
 * An array, since a subquery that locks could be run again by the plan and would then take more than the limit.
 */
const claim = `
  update messaging.deliveries set owner = $1, started = started + 1
  where id = any (array(
    select id from messaging.deliveries d
    where consumer = $2 and owner is null and parked_at is null and available_at <= now()
      and not exists (
        select from messaging.deliveries before
        where before.consumer = d.consumer and before.company_id = d.company_id and before.topic = d.topic
          and before.key = d.key and before.id < d.id)
    order by id limit $3
    for update skip locked))
  returning id, topic, message, started, finished`

const free = `
  update messaging.deliveries set owner = null
  where owner is not null and not exists (
    select from pg_locks
    where locktype = 'advisory' and classid = $1 and objid = owner::bigint::oid and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database()))`

const settled = 'where id = $1 and owner = $2'

/** The rows of one running consumer. Its number is alive for as long as the connection that locked it. */
export class Claims {
  readonly #engine: Engine
  readonly #owner: number

  constructor(engine: Engine, owner: number) {
    this.#engine = engine
    this.#owner = owner
  }

  /** Numbers a consumer on its own connection. */
  static async begin(engine: Engine, anchor: Awaited<ReturnType<Engine['anchor']>>): Promise<Claims> {
    const [row] = await anchor.query<{ owner: number }>(`select nextval('messaging.owners')::int as owner`)
    await anchor.query('select pg_advisory_lock($1, $2)', [ownerLocks, row!.owner])
    return new Claims(engine, row!.owner)
  }

  take(consumer: string, most: number): Promise<readonly Claimed[]> {
    return this.#engine.query<Claimed>(claim, [this.#owner, consumer, most])
  }

  /** Gives back what consumers had in hand whose connection, and so whose process, is gone. */
  async freeTheDead(): Promise<void> {
    await this.#engine.query(free, [ownerLocks])
  }

  /** It was begun, and nobody said what became of it: it comes again after the time, and counts as a crash. */
  async giveBack(id: string, afterMilliseconds: number): Promise<void> {
    await this.#engine.query(
      `update messaging.deliveries set owner = null, available_at = now() + make_interval(secs => $3) ${settled}`,
      [id, this.#owner, afterMilliseconds / 1000],
    )
  }

  async done(id: string): Promise<void> {
    await this.#engine.query(`delete from messaging.deliveries ${settled}`, [id, this.#owner])
  }

  async again(id: string, error: object, afterMilliseconds: number): Promise<void> {
    await this.#engine.query(
      `update messaging.deliveries set owner = null, finished = finished + 1, errors = errors || $3::jsonb,
         available_at = now() + make_interval(secs => $4) ${settled}`,
      [id, this.#owner, JSON.stringify([error]), afterMilliseconds / 1000],
    )
  }

  async park(id: string, error: object): Promise<void> {
    await this.#engine.query(
      `update messaging.deliveries set owner = null, finished = finished + 1, errors = errors || $3::jsonb, parked_at = now() ${settled}`,
      [id, this.#owner, JSON.stringify([error])],
    )
  }
}
