import { readdir, readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fakeHiringApi, type FakeHiringApi } from './testing/fake-hiring-api.ts'
import { pageBuild, type PageBuild } from './testing/page-build.ts'
import { runningBff, type RunningBff } from './testing/running-bff.ts'

let hiring: FakeHiringApi
let page: PageBuild
let bff: RunningBff

beforeAll(async () => {
  hiring = await fakeHiringApi()
  page = await pageBuild()
  bff = await runningBff(hiring, {}, page)
})

afterAll(async () => {
  await bff[Symbol.asyncDispose]()
  await page[Symbol.asyncDispose]()
  await hiring[Symbol.asyncDispose]()
})

const assetNames = (): Promise<string[]> => readdir(join(page.webRoot, 'assets'))

describe('the page', () => {
  test.each([
    '/',
    '/funnel',
    '/applications',
    '/applications/019aab00-0000-7000-8000-000000000001',
    '/openings?metric=started',
  ])('is at %s, never from a cache without asking', async (path) => {
    const answer = await fetch(`${bff.url}${path}`)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    expect(await answer.text()).toContain('<div id="root">')
  })

  test('says itself that there is nothing at an unknown address', async () => {
    const answer = await fetch(`${bff.url}/nothing/here`)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('<div id="root">')
  })

  test.each(['/api', '/api/v1/nothing', '/assets/nothing.js', '/health/nothing'])(
    'is not at %s: a problem is',
    async (path) => {
      const answer = await fetch(`${bff.url}${path}`)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
    },
  )

  test('may run its own scripts and styles only', async () => {
    const { headers } = await fetch(bff.url)
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self'; style-src 'self';/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(await readFile(join(page.webRoot, 'index.html'), 'utf8')).not.toMatch(/https?:\/\/(?!www\.w3\.org)/)
  })

  test('has assets that are cached for ever and come compressed', async () => {
    const script = (await assetNames()).find((name) => name.endsWith('.js'))
    const answer = await fetch(`${bff.url}/assets/${script}`, { headers: { 'accept-encoding': 'gzip' } })
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(await answer.text()).toContain('createElement')
  })

  test('loads at most 150 kB of script and styles, gzipped', async () => {
    const names = (await assetNames()).filter((name) => /\.(js|css)$/.test(name))
    const files = await Promise.all(names.map((name) => readFile(join(page.webRoot, 'assets', name))))
    const kilobytes = files.reduce((sum, file) => sum + gzipSync(file).length, 0) / 1000
    expect(names.length).toBeGreaterThan(1)
    expect(kilobytes).toBeLessThanOrEqual(150)
  })
})

test('without a built page, / says how to build it', async () => {
  await using unbuilt = await runningBff(hiring, {}, { webRoot: join(page.webRoot, 'nowhere') })
  const answer = await fetch(unbuilt.url)
  expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('npm run build')])
})

describe('development sign-in', () => {
  let signedIn: RunningBff

  beforeAll(async () => {
    signedIn = await runningBff(hiring, { BFF_DEVELOPMENT_KEY: hiring.key }, page)
  })
  afterAll(() => signedIn[Symbol.asyncDispose]())

  // fetch does not let anybody choose the Host header.
  const statusAt = (path: string, headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const asked = request(`${signedIn.url}${path}`, { headers }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
      asked.on('error', reject).end()
    })

  test('lets everybody of this machine in as the company of its key', async () => {
    const answer = await fetch(`${signedIn.url}/api/v1/dashboard`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ company: { id: hiring.company.id } })
  })

  test('does not stand in for a key that was sent', async () => {
    expect(await statusAt('/api/v1/dashboard', { authorization: 'Bearer wrong' })).toBe(401)
    expect(await statusAt('/api/v1/dashboard', { authorization: 'nonsense' })).toBe(401)
  })

  test.each(['127.0.0.1', 'localhost:5001', '[::1]:5001', 'LOCALHOST'])('answers to %s', async (host) => {
    expect(await statusAt('/api/v1/dashboard', { host })).toBe(200)
  })

  test.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost@evil.example',
    'evil.example#localhost',
    '10.0.0.7:5001',
    'localhost/x',
  ])('does not answer to %s', async (host) => {
    const paths = ['/api/v1/dashboard', '/', '/health/live', '/nothing', '/openapi.json']
    const statuses = await Promise.all(paths.map((path) => statusAt(path, { host })))
    expect(new Set(statuses)).toEqual(new Set([403]))
  })
})

test('the API describes itself', async () => {
  const document = (await (await fetch(`${bff.url}/openapi.json`)).json()) as { openapi: string; paths: object }
  expect(document.openapi).toMatch(/^3\.1/)
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(['/api/v1/dashboard', '/api/v1/applications', '/api/v1/health']),
  )
  expect(Object.keys(document.paths)).not.toContain('/funnel')
})
