import type { Anchor, Engine } from './config.ts'
import { claim } from './claim-statement.ts'

/** Namespace of the advisory locks by which running consumers show that they are alive. */
const ownerLocks = 7_266_003

export interface Claimed {
  readonly id: string
  /** Names what keeps its order. */
  readonly lane: string
  readonly topic: string
  readonly message: unknown
  readonly started: number
  readonly finished: number
}

interface Row extends Claimed {
  readonly floor: string
}

/** How many to take at most, and how many of them will be begun at once. */
interface Appetite {
  readonly most: number
  readonly slots: number
}

/**
 * A claim is no promise: if the server forgets it in a crash, its owner is gone too. It need not wait for the disk. Its
 * plan must not depend on how empty the table was when it was made.
 */
const settings = ['synchronous_commit', 'enable_seqscan', 'enable_bitmapscan']

/** In a lane that a dead consumer had in hand only the first can have been begun. */
const free = `
  with dead as (
    delete from messaging.running r where not exists (
      select from pg_locks
      where locktype = 'advisory' and classid = $1 and objid = r.owner::bigint::oid and objsubid = 2 and granted
        and database = (select oid from pg_database where datname = current_database()))
    returning owner
  ), held as (
    select id, owner, row_number() over (partition by consumer, company_id, topic, key order by id) as nth
    from messaging.deliveries where owner in (select owner from dead)
  )
  update messaging.deliveries d
  set owner = null, fallen = case when held.nth = 1 then held.owner end, started = d.started - (held.nth > 1)::int
  from held where d.id = held.id and d.owner = held.owner`

const overlooked = `
  select id from messaging.deliveries where consumer = $1 and waits = 0 and id < $2::bigint order by id limit 1`

const noCrash = `
  update messaging.deliveries
  set started = started - 1, fallen = null, owner = case when owner = $2 then null else owner end
  where id = any ($1::bigint[]) and (owner = $2 or fallen = $2)`

const done = 'select messaging.acknowledge($1::bigint[], $2)'

/** Never begun. */
const release = `
  update messaging.deliveries set owner = null, started = started - 1 where id = any ($1::bigint[]) and owner = $2`

/**
 * The front of a lane stays, and what was taken with it from behind goes back. It comes again after so many seconds; without
 * them it is parked.
 */
const stay = `
  update messaging.deliveries set owner = null,
    started = started - (id <> $1)::int,
    waits = case when id = $1 then 1 else waits end,
    finished = finished + (id = $1 and $4::jsonb is not null)::int,
    errors = case when id = $1 and $4::jsonb is not null then errors || $4::jsonb else errors end,
    available_at = case when id = $1 and $5::float8 is not null then now() + make_interval(secs => $5) else available_at end,
    parked_at = case when id = $1 and $5::float8 is null then now() else parked_at end
  where id = any (array_append($3::bigint[], $1::bigint)) and owner = $2`

/** The rows of one running consumer. Its number is alive for as long as the connection that locked it. */
export class Claims {
  readonly owner: number
  readonly #engine: Engine
  readonly #anchor: Anchor
  /** Nothing before it is in the flow: a hint, by which a claim passes no rows that were deleted. */
  #floor = '0'

  constructor(engine: Engine, anchor: Anchor, owner: number) {
    this.#engine = engine
    this.#anchor = anchor
    this.owner = owner
  }

  /** Numbers a consumer on its own connection. It claims there too: when the connection ends, nothing is claimed later. */
  static async begin(engine: Engine, anchor: Anchor): Promise<Claims> {
    const [row] = await anchor.query<{ owner: number }>(`select nextval('messaging.owners')::int as owner`)
    await anchor.query('select pg_advisory_lock($1, $2)', [ownerLocks, row!.owner])
    await anchor.query('insert into messaging.running (owner) values ($1)', [row!.owner])
    for (const setting of settings) await anchor.query(`set ${setting} = off`)
    return new Claims(engine, anchor, row!.owner)
  }

  async take(consumer: string, { most, slots }: Appetite): Promise<readonly Claimed[]> {
    const rows = await this.#anchor.query<Row>(
      claim,
      [this.owner, consumer, this.#floor, most, slots, most + Math.ceil(most / 2) + 100],
      'baltra_claim',
    )
    if (rows.length > 0) this.#floor = rows[0]!.floor
    return rows
  }

  /**
   * Looks whether something is in the flow where nothing should be, as a publisher that does not take turns may leave it. Passes
   * all rows that were deleted and that the server still keeps.
   */
  async lookAgain(consumer: string): Promise<void> {
    const [found] = await this.#engine.query<{ id: string }>(overlooked, [consumer, this.#floor])
    if (found) this.#floor = found.id
  }

  /** Gives back what consumers had in hand whose connection, and so whose process, is gone. */
  async freeTheDead(): Promise<void> {
    await this.#engine.query(free, [ownerLocks])
  }

  /** The process of an earlier number is alive: what that one had begun did not end it, and counts no more. */
  async noCrash(owner: number, ids: readonly string[]): Promise<void> {
    await this.#engine.query(noCrash, [ids, owner])
  }

  async done(ids: readonly string[]): Promise<void> {
    await this.#engine.query(done, [ids, this.owner])
  }

  /** They were taken, and not begun. */
  async release(ids: readonly string[]): Promise<void> {
    await this.#engine.query(release, [ids, this.owner])
  }

  /** It was begun, and nobody said what became of it: it comes again after the time, and counts as a crash. */
  async giveBack(id: string, behind: readonly string[], afterMilliseconds: number): Promise<void> {
    await this.#engine.query(stay, [id, this.owner, behind, null, afterMilliseconds / 1000])
  }

  async again(id: string, behind: readonly string[], error: object, afterMilliseconds: number): Promise<void> {
    await this.#engine.query(stay, [id, this.owner, behind, JSON.stringify([error]), afterMilliseconds / 1000])
  }

  async park(id: string, behind: readonly string[], error: object): Promise<void> {
    await this.#engine.query(stay, [id, this.owner, behind, JSON.stringify([error]), null])
  }
}
