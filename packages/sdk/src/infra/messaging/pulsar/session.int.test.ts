import { describe, expect, test } from 'vitest'
import { eventually } from '../../../../test/eventually.ts'
import { aMessage, onFakePulsar } from '../../../../test/fake-pulsar/on-fake-pulsar.ts'

describe('a session with Pulsar', () => {
  test.each([
    [400, 'invalid', 'pulsar.bad_request'],
    [401, 'forbidden', 'pulsar.unauthorized'],
    [403, 'forbidden', 'pulsar.forbidden'],
    [404, 'not_found', 'pulsar.missing'],
  ])('refused with %i is a mistake that is told at once', async (status, kind, code) => {
    await using at = await onFakePulsar()
    at.fake.refusals.push(status)
    const [answer] = await at.publisher.publish([aMessage('a')])
    expect(answer).toMatchObject({ kind, code, retryable: false, details: { status } })
    expect(answer!.message).toContain('for this reason')
    expect(at.fake.upgrades).toHaveLength(1)
  })

  test.each([409, 429, 500, 503, 504])('refused with %i is tried again', async (status) => {
    await using at = await onFakePulsar()
    at.fake.refusals.push(status, status)
    expect(await at.publisher.publish([aMessage('a')])).toEqual([undefined])
    expect(at.fake.upgrades).toHaveLength(3)
  })

  test('that is refused until the deadline is told with the last reason', async () => {
    await using at = await onFakePulsar({ deadline: 300 })
    at.fake.refusals.push(...Array.from({ length: 100 }, () => 503))
    const [answer] = await at.publisher.publish([aMessage('a')])
    expect(answer).toMatchObject({ kind: 'unavailable', retryable: true })
  })

  test('asks for a token each time that it is opened', async () => {
    let count = 0
    await using at = await onFakePulsar({ token: async () => `token-${(count += 1)}` })
    await at.publisher.publish([aMessage('a')])
    at.fake.cut()
    await eventually(async () => expect(await at.publisher.publish([aMessage('a')])).toEqual([undefined]))
    const tokens = at.fake.upgrades.map(({ authorization }) => authorization)
    expect(tokens.length).toBeGreaterThanOrEqual(2)
    expect(new Set(tokens).size).toBe(tokens.length)
    for (const token of tokens) expect(token).toMatch(/^Bearer token-\d+$/)
  })

  test('has no token in the address, where logs would keep it', async () => {
    await using at = await onFakePulsar({ token: () => 'a-secret' })
    await at.publisher.publish([aMessage('a')])
    expect(at.fake.upgrades[0]).toMatchObject({ authorization: 'Bearer a-secret' })
    expect(at.fake.upgrades[0]!.path).not.toContain('a-secret')
  })

  test('is not opened without a token that there should be', async () => {
    let isGone = false
    await using at = await onFakePulsar({
      deadline: 200,
      token: () => {
        if (isGone) throw new Error('the vault is closed')
        return 'token'
      },
    })
    isGone = true
    const [answer] = await at.publisher.publish([aMessage('a')])
    expect(answer).toMatchObject({ code: 'pulsar.no_token', cause: { message: 'the vault is closed' } })
  })

  test('shows signs of life, without which the server would end it', async () => {
    await using at = await onFakePulsar({ pingEvery: 20 })
    await at.publisher.publish([aMessage('a')])
    let pings = 0
    at.fake.connections[0]!.on('ping', () => (pings += 1))
    await eventually(() => expect(pings).toBeGreaterThan(2))
    await at.publisher.publish([aMessage('a')])
    expect(at.fake.upgrades).toHaveLength(1)
  })

  test('ends when the other side shows no sign of life, and is opened anew', async () => {
    await using at = await onFakePulsar({ pingEvery: 20 })
    const end = at.consume((delivery) => delivery.ack())
    await eventually(() => expect(at.fake.connections).toHaveLength(1))
    at.fake.isAlive = false
    await eventually(() => expect(at.fake.upgrades.length).toBeGreaterThan(1))
    expect(at.logger.told[0]).toMatchObject({ facts: { error: { code: 'pulsar.session_lost' } } })
    at.fake.isAlive = true
    await end()
  })

  test.each([
    [1, 'pulsar.session_lost'],
    [2, 'pulsar.session_lost'],
    [3, 'pulsar.protocol'],
    [4, 'pulsar.protocol'],
    [5, 'pulsar.unauthorized'],
    [6, 'pulsar.forbidden'],
    [7, 'pulsar.protocol'],
    [8, 'pulsar.session_lost'],
    [1001, 'pulsar.session_lost'],
    [1011, 'pulsar.protocol'],
  ])('that the server ends with code %i is told as what it means', async (code, meaning) => {
    await using at = await onFakePulsar()
    at.consume((delivery) => delivery.ack())
    await eventually(() => expect(at.fake.connections).toHaveLength(1))
    at.fake.sayGoodbye(code)
    await eventually(() => expect(at.logger.told).toHaveLength(1))
    expect(at.logger.told[0]).toMatchObject({ facts: { error: { code: meaning } } })
  })

  test('that is closed by its client is closed for the server', async () => {
    const at = await onFakePulsar()
    await at.publisher.publish([aMessage('a')])
    const [socket] = at.fake.connections
    const code = new Promise((resolve) => socket!.on('close', resolve))
    await at.pulsar[Symbol.asyncDispose]()
    expect(await code).toBe(1000)
    const [answer] = await at.publisher.publish([aMessage('a')])
    expect(answer).toMatchObject({ code: 'pulsar.closed' })
    await at[Symbol.asyncDispose]()
  })
})
