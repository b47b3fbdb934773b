/** A message as a transaction leaves it; what belongs to the call and the key's sequence is added on writing. */
export interface OutgoingMessage {
  readonly id: string
  readonly topic: string
  /** Messages of one topic and key go out, and are handled, in their order. */
  readonly key: string
  /** `context.name`. */
  readonly type: string
  /** Of the data: 1 unless it says otherwise. */
  readonly version?: number
  readonly at: Date
  readonly data: unknown
}
