/** A real broker, or a stand-in for one, on 127.0.0.1. */
export interface Broker extends AsyncDisposable {
  /** `host:port`, or an URL where the clients want one. */
  readonly address: string
  /** Ends it as a failing machine would, with SIGKILL. What it had promised to keep is kept. */
  kill(): Promise<void>
  /** Starts it again after `kill`, on the same port and data. Resolves once it answers. */
  restart(): Promise<void>
}

export interface BrokerOptions {
  /** Where its data go, a folder of its own: one that it has used before is used again. */
  readonly directory: string
  /** The first of its ports, those after it being taken too. By default free ones are looked for. */
  readonly port?: number
}

export type StartBroker = (options: BrokerOptions) => Promise<Broker>
