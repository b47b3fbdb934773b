import { createHmac, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aCall } from '../../../../test/a-call.ts'
import { aPulsar, type APulsar } from '../../../../test/brokers/a-pulsar.ts'
import { eventually } from '../../../../test/eventually.ts'
import { outboundMessage } from '../../../../test/outbound-message.ts'
import { warnings } from '../../../../test/warnings.ts'
import { provisionPulsar } from './provision.ts'
import { pulsarPublisher } from './publisher.ts'
import { pulsarSubscriber } from './subscriber.ts'

const secret = randomBytes(32)
const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/** A token of this role. */
const tokenOf = (sub: string, more: object = {}): string => {
  const signed = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded({ sub, ...more })}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

const admin = tokenOf('admin')
const topic = 'eventos.pruebas'
const consumer = 'tester'
const subscription = { consumer, topics: [topic] }
const message = () => outboundMessage({ companyId: aCall().companyId, key: 'a', topic })

let folder: string
let broker: APulsar
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pulsar-key-'))
  await writeFile(join(folder, 'key'), secret)
  broker = await aPulsar({
    token: admin,
    settings: {
      authenticationEnabled: true,
      authorizationEnabled: true,
      authenticationProviders: 'org.apache.pulsar.broker.authentication.AuthenticationProviderToken',
      tokenSecretKey: `file://${join(folder, 'key')}`,
      superUserRoles: 'admin',
      brokerClientAuthenticationPlugin: 'org.apache.pulsar.client.impl.auth.AuthenticationToken',
      brokerClientAuthenticationParameters: JSON.stringify({ token: admin }),
      // 300 s unless told otherwise.
      webSocketSessionIdleTimeoutMillis: 2_000,
    },
  })
  await using pulsar = broker.client({ token: () => admin })
  await provisionPulsar({ pulsar }, { topics: [topic], subscriptions: [subscription] })
  await broker.ask('POST', 'namespaces/public/default/permissions/service', ['produce', 'consume'])
})
afterAll(async () => {
  await broker[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

describe('a Pulsar that asks who it is', () => {
  test.each([
    ['no token', undefined, 'status 401'],
    ['a token that is none', () => 'garbage', 'status 401'],
    ['an expired token', () => tokenOf('service', { exp: 1 }), 'status 401'],
    ['the token of a role without rights', () => tokenOf('stranger'), 'Unauthorized to'],
  ])('lets nobody in with %s, on either way, and is not asked again and again', async (_what, token, said) => {
    await using pulsar = broker.client(token ? { token } : {})
    const [answer] = await pulsarPublisher({ pulsar }).publish([message()])
    expect(answer).toMatchObject({ kind: 'forbidden', code: 'pulsar.unauthorized', retryable: false })
    expect(answer!.message).toContain(said)
    const subscriber = pulsarSubscriber({ pulsar, logger: warnings() })
    await expect(subscriber.subscribe(subscription)).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'pulsar.unauthorized',
    })
  })

  test('lets a role send and receive that may do no more than that', async () => {
    await using pulsar = broker.client({ token: async () => tokenOf('service') })
    const stop = new AbortController()
    const seen: unknown[] = []
    const consuming = pulsarSubscriber({ pulsar, logger: warnings() }).consume(
      subscription,
      async (delivery) => {
        seen.push(delivery.message)
        await delivery.ack()
      },
      { concurrency: 1, signal: stop.signal },
    )
    const sent = message()
    expect(await pulsarPublisher({ pulsar }).publish([sent])).toEqual([undefined])
    await eventually(() => expect(seen).toEqual([sent.message]))
    stop.abort()
    await consuming
  })

  test('is entered again with a fresh token by whoever had an expired one', async () => {
    let isFresh = false
    const token = (): string => tokenOf('service', isFresh ? {} : { exp: 1 })
    await using pulsar = broker.client({ token })
    const publisher = pulsarPublisher({ pulsar })
    expect(await publisher.publish([message()])).toMatchObject([{ code: 'pulsar.unauthorized' }])
    isFresh = true
    expect(await publisher.publish([message()])).toEqual([undefined])
  })
})

describe('a session that nobody uses', () => {
  const session = async (pingEvery: number) => {
    const pulsar = broker.client({ token: () => admin, pingEvery })
    const since = performance.now()
    const opened = await pulsar.open({
      role: 'producer',
      topic,
      query: {},
      onFrame: () => undefined,
      signal: AbortSignal.timeout(10_000),
    })
    return {
      opened,
      lived: () => performance.now() - since,
      [Symbol.asyncDispose]: async () => pulsar[Symbol.asyncDispose](),
    }
  }

  test('is ended by the server, unless it shows signs of life', async () => {
    await using idle = await session(60_000)
    await using alive = await session(500)
    await eventually(() => expect(idle.opened.over.aborted).toBe(true))
    expect(idle.opened.over.reason).toMatchObject({ code: 'pulsar.session_lost' })
    const livedFor = idle.lived()
    await eventually(() => expect(alive.lived()).toBeGreaterThan(2 * livedFor))
    expect(alive.opened.over.aborted).toBe(false)
  })
})
