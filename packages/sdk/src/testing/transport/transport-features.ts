/**
 * What a transport promises, declared once. The suite asks for all that is declared and for nothing else, so `false` is a
 * fact that users of the transport have to live with, and belongs into its documentation.
 */
export interface TransportFeatures {
  /** Within a lane (company, topic, key) one at a time and in order, also behind a retry; lanes don't wait for each other. */
  readonly ordering: boolean
  /** Each consumer has copies of its own, and the instances of one consumer share them. */
  readonly groups: boolean
  /** A retry comes no sooner than it was asked for. */
  readonly delay: boolean
  /** What was not settled when its consumer was cut off comes again. Needs `disconnect`. */
  readonly redelivery: boolean
  /** An attempt that was cut off counts as begun, for whoever gets the message next. Needs `redelivery`. */
  readonly attempts: boolean
  /** Whoever was cut off can settle nothing of what another has in hand. Needs `redelivery`. */
  readonly fencing: boolean
  /** What was acknowledged comes no second time while connections hold, also when instances come and go. */
  readonly exactAcks: boolean
  /** What is parked comes no more. */
  readonly deadLetters: boolean
  /** What is parked holds its lane until a person decides. Needs `deadLetters` and `ordering`. */
  readonly holdsLanes: boolean
  /** Sent again under the same id while it is not settled, it is delivered once. */
  readonly deduplication: boolean
  /** Both sides come back by themselves when their connections are cut. Needs `disconnect`. */
  readonly reconnection: boolean
  /** What was not handled is there after all clients were closed. Needs `close` and `reopen`. */
  readonly persistence: boolean
  /** Of a batch some may be sent and others not. Needs `refuse`. */
  readonly partialFailure: boolean
  /** The most messages of one `publish`. */
  readonly batchSize: number
  /** The most bytes of one message as JSON. */
  readonly messageBytes: number
}
