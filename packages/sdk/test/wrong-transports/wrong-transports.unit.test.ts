import { describe, expect, test } from 'vitest'
import { memoryTransport } from '../../src/infra/messaging/memory/index.ts'
import { transportTests, type TransportFeatures } from '../../src/testing/conformance/index.ts'
import { acksEarly } from './acks-early.ts'
import { deliversPastANack } from './delivers-past-a-nack.ts'
import { forgetsMetadata } from './forgets-metadata.ts'
import { furtherFaults } from './further-faults.ts'
import { losesOnReconnect } from './loses-on-reconnect.ts'
import { reordersWithinAKey } from './reorders-within-a-key.ts'
import { allFeatures, suiteFailures, type Wrong } from './suite-failures.ts'

/** What is wrong, and a promise that the suite must find broken. */
const WRONG: readonly [what: string, wrong: Wrong, promise: string][] = [
  [
    'loses on reconnect',
    losesOnReconnect,
    'comes back by itself when its connections are cut in mid-stream, and loses nothing that was sent',
  ],
  ['acknowledges early', acksEarly, 'gives what a consumer had in hand that died to another one'],
  [
    'reorders within a key',
    reordersWithinAKey,
    'keeps the order of each lane with one at a time in hand, while lanes go side by side',
  ],
  ['forgets metadata', forgetsMetadata, 'carries every attribute of the envelope, and the data as it is'],
  [
    'delivers past a nack',
    deliversPastANack,
    'lets the lane of a message that is tried again wait behind it, and no other',
  ],
]

const titles = (features: TransportFeatures): readonly string[] =>
  transportTests(() => Promise.reject(new Error('not to be run')), features).map(({ title }) => title)

describe('the conformance suite', () => {
  const broken = new Set<string>()

  test('lets the right transport pass', async () => {
    expect(await suiteFailures((transport) => transport)).toEqual([])
  })

  test.each(WRONG)('fails a transport that %s', async (_what, wrong, promise) => {
    const failures = await suiteFailures(wrong)
    failures.forEach((title) => broken.add(title))
    expect(failures).toContain(promise)
  })

  test.concurrent.each(Object.entries(furtherFaults))('fails a transport that %s', async (_what, wrong) => {
    const failures = await suiteFailures(wrong)
    failures.forEach((title) => broken.add(title))
    expect(failures).not.toEqual([])
  })

  test('has no test that none of them fails', () => {
    expect(titles(allFeatures).filter((title) => !broken.has(title))).toEqual([])
  })

  test('asks for nothing that is not declared', () => {
    const features = { ...allFeatures, ordering: false, redelivery: false, reconnection: false }
    const [loses, early, reorders, , past] = WRONG.map(([, , promise]) => promise)
    expect(titles(allFeatures)).toEqual(expect.arrayContaining([...titles(features)]))
    for (const promise of [loses, early, reorders, past]) expect(titles(features)).not.toContain(promise)
  })

  test('says what the factory lacks for a feature that it declares', async () => {
    const memory = memoryTransport()
    const factory = async () => ({ publisher: memory, subscriber: memory })
    const [reopening] = transportTests(factory, allFeatures).filter(({ title }) =>
      title.startsWith('closed and reopened'),
    )
    await expect(reopening!.run()).rejects.toThrow('a transport of these features gives the suite reopen()')
  })
})
