import { getSettings, type Environment } from '@baltra/sdk/shared/config'
import { describe, expect, test } from 'vitest'
import { Settings } from './config.ts'

const settings = (environment: Environment) => getSettings(Settings, environment)

describe('settings', () => {
  test('work without any variable, for this machine only', () => {
    expect(settings({})).toEqual({
      BFF_HOST: '127.0.0.1',
      BFF_PORT: 5001,
      BFF_DEBUG: false,
      BFF_HTTP_TIMEOUT: 2000,
      HIRING_SERVICE_URL: 'http://127.0.0.1:5002',
    })
  })

  test('refuse all that is wrong at once, by name', () => {
    const wrong = () => settings({ BFF_PORT: '70000', BFF_HTTP_TIMEOUT: '0', HIRING_SERVICE_URL: 'ftp://there' })
    expect(wrong).toThrow(/BFF_PORT.*\n.*BFF_HTTP_TIMEOUT.*\n.*HIRING_SERVICE_URL/)
  })
})

describe('development sign-in', () => {
  const key = { BFF_DEVELOPMENT_KEY: 'hunter22' }

  test.each(['127.0.0.1', 'localhost', '::1'])('may be had on %s', (BFF_HOST) => {
    expect(settings({ ...key, BFF_HOST }).BFF_DEVELOPMENT_KEY?.reveal()).toBe('hunter22')
  })

  test.each([{ BFF_HOST: '0.0.0.0' }, { BFF_HOST: '10.0.0.7' }, { NODE_ENV: 'production' }])(
    'is refused at boot with %o, without telling the key',
    (environment) => {
      const boot = () => settings({ ...key, ...environment })
      expect(boot).toThrow(/BFF_DEVELOPMENT_KEY signs everybody in/)
      expect(boot).not.toThrow(/hunter22/)
    },
  )

  test('does not keep anybody from production without it', () => {
    expect(settings({ NODE_ENV: 'production', BFF_HOST: '0.0.0.0' }).BFF_HOST).toBe('0.0.0.0')
  })
})
