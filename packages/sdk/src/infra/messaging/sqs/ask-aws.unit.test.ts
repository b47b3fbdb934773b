import { describe, expect, test } from 'vitest'
import { askAws } from './ask-aws.ts'

const throttle = Object.assign(new Error('less'), { name: 'RequestThrottled', $metadata: { httpStatusCode: 403 } })
const refusal = Object.assign(new Error('no'), { name: 'InvalidParameterValue', $metadata: { httpStatusCode: 400 } })
const api = async () => ({})

describe('a call', () => {
  test('that nobody answers ends with its deadline, also when the client hears no signal', async () => {
    const ask = askAws(api, { attempts: 3, deadline: 50 })
    let signal: AbortSignal | undefined
    const asked = ask((_api, { abortSignal }) => {
      signal = abortSignal
      return new Promise(() => undefined)
    })
    await expect(asked).rejects.toMatchObject({ kind: 'unknown', code: 'aws.no_answer', retryable: true })
    expect(signal?.aborted).toBe(true)
  })

  test('is made as often as it was said, when what is wrong may pass', async () => {
    let calls = 0
    const asked = askAws(api, { attempts: 3, deadline: 10_000 })(async () => {
      calls += 1
      throw throttle
    })
    await expect(asked).rejects.toMatchObject({ code: 'aws.throttled' })
    expect(calls).toBe(3)
  })

  test('that is refused is made once', async () => {
    let calls = 0
    const asked = askAws(api, { attempts: 3, deadline: 10_000 })(async () => {
      calls += 1
      throw refusal
    })
    await expect(asked).rejects.toMatchObject({ code: 'aws.refused' })
    expect(calls).toBe(1)
  })

  test('tells of a package that is missing as it is', async () => {
    const missing = new Error('needs a package that is not installed')
    const ask = askAws(() => Promise.reject(missing), { attempts: 3, deadline: 10_000 })
    await expect(ask(async () => 1)).rejects.toBe(missing)
  })
})
