import { MemoryStore, memoryTransport, type MemoryTransport } from '../../src/infra/messaging/memory/index.ts'
import { Failure } from '../../src/seedwork/failure.ts'
import { transportTests, type TransportFeatures, type TransportUnderTest } from '../../src/testing/conformance/index.ts'

/** What one makes of a transport that is right. */
export type Wrong = (transport: MemoryTransport) => MemoryTransport

export const allFeatures: TransportFeatures = {
  ordering: true,
  groups: true,
  delay: true,
  redelivery: true,
  attempts: true,
  fencing: true,
  exactAcks: true,
  deadLetters: true,
  holdsLanes: true,
  deduplication: true,
  reconnection: true,
  persistence: true,
  partialFailure: true,
  batchSize: 1_000,
  messageBytes: 1_000_000,
}

const underTest = (wrong: Wrong): TransportUnderTest => {
  const store = new MemoryStore()
  const refused = new Set<string>()
  const refuses = ({ message }: { readonly message: { readonly id: string } }) =>
    refused.has(message.id) ? new Failure('unavailable', 'test.refused', 'the broker is full') : undefined
  const client = () => {
    const memory = wrong(memoryTransport({ store, refuses }))
    return { memory, publisher: memory, subscriber: memory }
  }
  const first = client()
  return {
    ...first,
    reopen: async () => client(),
    disconnect: async () => first.memory.disconnect(),
    refuse(id) {
      refused.add(id)
      return () => refused.delete(id)
    },
  }
}

/** The titles of what it fails at, of all that a transport with every feature promises. */
export const suiteFailures = async (wrong: Wrong): Promise<readonly string[]> => {
  const tests = transportTests(async () => underTest(wrong), allFeatures, { within: 600, many: 400 })
  const outcomes = await Promise.all(
    tests.map(({ title, run }) =>
      run().then(
        () => [],
        () => [title],
      ),
    ),
  )
  return outcomes.flat()
}
