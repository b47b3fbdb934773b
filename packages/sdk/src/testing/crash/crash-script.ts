/** How a handler gets at the outside while it is tried. */
export interface Crash {
  /**
   * The same things, by the names under which the points are told: `const { bank, inbox } = crash.wrap({ bank, inbox })`.
   * Each of their calls that answers with a promise is a boundary; so are the calls of what they hand out. One that answers
   * at once is no point to die at, and is refused to the dead.
   *
   * Of classes, what can be closed, iterated or listened to, or has an `async` method, is taken for a part of the outside; any
   * other instance for data. A connection of another kind that a call hands out is to be wrapped itself.
   */
  wrap<Things extends object>(things: Things): Things
}

export interface CrashScript<World extends object> {
  /**
   * What outlives the process: databases, brokers, other people's services, or fakes of them. Made anew for each point.
   * One that can be disposed of is, at the end.
   */
  readonly world: () => World | Promise<World>

  /**
   * One delivery of the message to a process that has just begun. What it makes of the outside goes through `crash.wrap`.
   * When it resolves, or rejects with `messaging.already_handled`, the message is acknowledged; after any other end it is
   * delivered again.
   */
  readonly handler: (world: World, crash: Crash) => Promise<unknown>

  /** Throws when it does not hold. Asked when the message is acknowledged. */
  readonly invariant: (world: World) => unknown

  /** What happens to the world when the process dies: its connections are cut, its locks are let go. */
  readonly died?: (world: World) => unknown
}

export interface CrashOptions {
  /** The most points to die at. */
  readonly most?: number
  /** How often the message is delivered before it counts as never acknowledged. */
  readonly deliveries?: number
  /** How long one delivery may take, in milliseconds. */
  readonly within?: number
}
