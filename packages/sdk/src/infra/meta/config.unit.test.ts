import { describe, expect, test } from 'vitest'
import { graphConfig, type GraphOptions } from './config.ts'

const needed = { accessToken: 'TEST_TOKEN', appSecret: 'app_secret_for_tests' }

describe('the options of a Graph client', () => {
  test('have defaults for all but the credentials', () => {
    expect(graphConfig(needed)).toEqual({
      ...needed,
      baseUrl: 'https://graph.facebook.com',
      version: 'v26.0',
      deadline: 10_000,
      attempts: 4,
    })
  })

  test('are all complained about at once, without their values', () => {
    const options = {
      accessToken: 'two words',
      version: '26',
      baseUrl: 'ftp://x',
      deadline: 0,
      attempts: 1.5,
    } as unknown as GraphOptions
    expect(() => graphConfig(options)).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        code: 'meta.bad_config',
        message:
          "the Graph client can't be made: baseUrl must be an http(s) address; version must look like v26.0; " +
          'accessToken must be printable ASCII, without spaces; appSecret is missing; ' +
          'deadline must be above 0; attempts must be a whole number',
      }) as Error,
    )
  })

  test.each(['v26', '26.0', 'v26.0/me', 'V26.0', '', 'v26.0\n'])('have no version like %j', (version) => {
    expect(() => graphConfig({ ...needed, version })).toThrow(/version must look like v26.0/)
  })
})
