/** Waits for a ring, or for the time, or for the signal. */
export interface Ear extends Disposable {
  /** From this process, for this ear alone. */
  wake(): void
  wait(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** A connection of its own, whose loss is told. */
export interface Anchor extends AsyncDisposable {
  /** With a name it is prepared once. */
  query<Row>(text: string, values?: readonly unknown[], name?: string): Promise<readonly Row[]>
  readonly lost: AbortSignal
}

/** What the transport needs of a database, under a role that may carry all companies' messages. */
export interface Engine {
  query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
  anchor(): Promise<Anchor>
  bell(channel: string): { ring(): void; ear(): Ear }
}

/** Rings when messages have arrived. */
export const deliveriesBell = 'baltra_deliveries'
