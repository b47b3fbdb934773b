import type { TransportFeatures } from '../../src/testing/conformance/index.ts'

/** SQS with FIFO queues: all but copies for several consumers, and lanes that are held by a dead letter. */
export const fifoFeatures: TransportFeatures = {
  ordering: true,
  groups: false,
  delay: true,
  redelivery: true,
  attempts: true,
  fencing: true,
  exactAcks: true,
  deadLetters: true,
  holdsLanes: false,
  deduplication: true,
  reconnection: true,
  persistence: true,
  partialFailure: true,
  batchSize: 500,
  messageBytes: 1_000_000,
}

/** Standard queues know no order, and may bring again what was deleted. */
export const standardFeatures: TransportFeatures = {
  ...fifoFeatures,
  ordering: false,
  fencing: false,
  exactAcks: false,
  deduplication: false,
  // What is behind a refused message in its lane is sent: there is no order to keep.
  partialFailure: false,
}
