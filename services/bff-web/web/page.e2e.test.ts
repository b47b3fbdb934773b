import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { busyCompany } from '../src/testing/busy-company.ts'
import { chromiumPath } from '../src/testing/chromium.ts'
import { stageOf, warehouse } from '../src/testing/fake-company.ts'
import { openStage, type Stage, type Telling } from '../src/testing/page-stage.ts'

const executablePath = chromiumPath({ CHROMIUM_PATH: process.env['CHROMIUM_PATH'] })
const where = executablePath ?? 'no Chromium was found: install one, or set CHROMIUM_PATH'

describe.skipIf(executablePath === undefined)(`the page in a browser (${where})`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage(executablePath ?? '')
  })

  afterAll(() => stage[Symbol.asyncDispose]())

  const story = (telling?: Telling) => stage.story(telling)
  const stateOf = (page: Page, state: string) => page.locator(`.panel[data-state="${state}"]`)
  const numberNamed = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
  const rowsOf = (page: Page) => page.locator('.panel-applications [data-row]')

  describe('what somebody sees', () => {
    test('is the funnel: reached as bar, active inside, in the order of the pipeline', async () => {
      const { page, url, hiring } = await story({ company: busyCompany(), stored: { language: 'en' } })
      await page.goto(url)
      const bars = page.getByRole('listitem').filter({ has: page.locator('.bar') })
      await bars.first().waitFor()
      const { buckets, total } = hiring.company.funnel(null)
      expect(await page.locator('.funnel-name').allTextContents()).toEqual(buckets.map(({ name }) => name))
      const drawn = await page
        .locator('.bar-reached')
        .evaluateAll((all) =>
          all.map((bar) => bar.getBoundingClientRect().width / (bar.parentElement?.getBoundingClientRect().width ?? 1)),
        )
      buckets.forEach(({ reached }, at) => expect(drawn[at]).toBeCloseTo(reached / total, 2))
      await expect.poll(() => bars.nth(4).textContent()).toContain('of 120 · 39%')
    })

    test('is told where it could surprise: what waits for a person, and why', async () => {
      const { page, url } = await story({ company: busyCompany(), stored: { language: 'en' } })
      await page.goto(url)
      await page.getByText('2 leads could not be imported.').waitFor()
      await page.getByRole('link', { name: 'See why' }).click()
      await page.getByRole('dialog', { name: 'Leads that wait for a person' }).waitFor()
      await page.getByText('Meta says that the lead does not exist any more (meta.lead_gone)').waitFor()
    })

    test('has no rate where nobody is needed', async () => {
      const { page, url } = await story({ company: busyCompany(), stored: { language: 'en' } })
      await page.goto(`${url}/openings`)
      await page.getByText('of 0 · —').waitFor()
      await page.getByText('of 20 · 45%').waitFor()
    })

    test('says so when the numbers do not add up', async () => {
      const company = busyCompany(5)
      company.isBalanced = false
      const { page, url } = await story({ company, stored: { language: 'en' } })
      await page.goto(`${url}/funnel?metric=total`)
      await page.getByText('These numbers do not add up.').waitFor()
      await page.getByText(/Do not rely on these numbers/).waitFor()
    })

    test('comes from this server only, and breaks none of its rules', async () => {
      const { page, url } = await story({ company: busyCompany() })
      const origins = new Set<string>()
      const complaints: string[] = []
      page.on('request', (request) => origins.add(new URL(request.url()).origin))
      page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      for (const path of ['/', '/funnel?metric=total', '/applications', '/openings']) {
        await page.goto(url + path)
        await page.locator('.live-on').waitFor()
      }
      expect([...origins].filter((origin) => origin !== 'null')).toEqual([url])
      expect(complaints).toEqual([])
    })

    test('does not look like a screen on paper', async () => {
      const { page, url } = await story({ company: busyCompany() })
      await page.goto(url)
      await page.locator('.bar').first().waitFor()
      await page.emulateMedia({ media: 'print' })
      expect(await page.locator('.rail').isVisible()).toBe(false)
      expect(await page.locator('.bar').first().isVisible()).toBe(true)
    })
  })

  describe('a number', () => {
    const interviewed = stageOf('interviewed')

    test('explains itself, and leads to the very applications that it counts; Back comes back', async () => {
      const { page, url, hiring } = await story({ company: busyCompany(), stored: { language: 'en' } })
      const bucket = hiring.company.funnel(null).buckets.find(({ stageId }) => stageId === interviewed.id)
      await page.goto(`${url}/funnel`)
      await numberNamed(page, `${interviewed.name}, Reached: ${bucket?.reached}. What does it count?`).click()
      const dialog = page.getByRole('dialog', { name: `Reached “${interviewed.name}”` })
      await dialog.getByText('America/Mexico_City').waitFor()
      await dialog.getByText(/^Yes: \d+ active \+ \d+ with an outcome = 120 in all$/).waitFor()
      expect(page.url()).toContain(`metric=reached`)

      await dialog.getByRole('link', { name: `See the ${bucket?.reached} applications it counts` }).click()
      await rowsOf(page).first().waitFor()
      expect(await rowsOf(page).count()).toBe(bucket?.reached)

      await page.goBack()
      await dialog.waitFor()
      await page.goBack()
      await dialog.waitFor({ state: 'detached' })
      expect(page.url()).toBe(`${url}/funnel`)
    })

    test('of who is active leads to who is active', async () => {
      const { page, url, hiring } = await story({ company: busyCompany(), stored: { language: 'en' } })
      const bucket = hiring.company.funnel(null).buckets.find(({ stageId }) => stageId === interviewed.id)
      await page.goto(`${url}/funnel?metric=active&stage=${interviewed.id}`)
      await page.getByRole('link', { name: `See the ${bucket?.active} applications it counts` }).click()
      await rowsOf(page).first().waitFor()
      expect(await rowsOf(page).count()).toBe(bucket?.active)
    })

    test('of today leads to the applications of today, from that source', async () => {
      const { page, url, hiring } = await story({ company: busyCompany(), stored: { language: 'en' } })
      const { count } = hiring.company.today().bySource.find(({ source }) => source === 'meta_lead') ?? { count: 0 }
      await page.goto(url)
      await numberNamed(page, `Meta lead ad: ${count}. What does it count?`).click()
      await page.getByRole('dialog').getByRole('link').click()
      await rowsOf(page).first().waitFor()
      expect(await rowsOf(page).count()).toBe(count)
    })

    test('is behind each bar, too', async () => {
      const { page, url, hiring } = await story({ company: busyCompany(30), stored: { language: 'en' } })
      await page.goto(`${url}/funnel?opening=${warehouse.id}`)
      const reached = hiring.company.funnel(warehouse.id).buckets[2]?.reached
      await page.locator('.bar').nth(2).click()
      await page.getByRole('heading', { name: /went further/ }).waitFor()
      expect(await rowsOf(page).count()).toBe(reached)
      expect(page.url()).toContain(`opening=${warehouse.id}`)
    })

    test('closes on Escape and gives the focus back', async () => {
      const { page, url } = await story({ company: busyCompany(5), stored: { language: 'en' } })
      await page.goto(url)
      const number = numberNamed(page, 'Applications: 5. What does it count?')
      await number.click()
      await page.getByRole('dialog').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      expect(page.url()).toBe(`${url}/`)
      await expect.poll(() => number.evaluate((element) => element === document.activeElement)).toBe(true)
    })
  })

  describe('an application', () => {
    test('is found by name, without accents, and tells all that happened to it', async () => {
      const { page, url } = await story({ company: busyCompany(), stored: { language: 'en' } })
      await page.goto(url)
      await stateOf(page, 'ok').first().waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type('edgar nunez')
      await page.keyboard.press('Enter')
      await page.getByText('Names and phones with “edgar nunez”').waitFor()
      await page
        .getByRole('link', { name: /Édgar Núñez/ })
        .first()
        .click()
      await page.getByRole('heading', { name: 'Édgar Núñez', level: 1 }).waitFor()
      await page.locator('.timeline').getByText('Applied').waitFor()
      await page.goBack()
      await page.getByText('Names and phones with “edgar nunez”').waitFor()
    })

    test('can be searched as one types, further and further back', async () => {
      const { page, url } = await story({ company: busyCompany(), stored: { language: 'en' } })
      await page.goto(`${url}/applications`)
      await page.getByText('The newest 50').waitFor()
      await page.getByRole('searchbox').fill('brenda')
      await page.getByText('4 among the newest 50').waitFor()
      await page.getByRole('button', { name: 'Load more' }).click()
      await page.getByText(/among the newest 100/).waitFor()
      expect(page.url()).toContain('q=brenda')
    })

    test('that is not there is said not to be there', async () => {
      const { page, url } = await story({ stored: { language: 'en' } })
      await page.goto(`${url}/applications/019aab00-0000-7000-8000-0000000000aa`)
      await page.getByText('There is no such application in this company.').waitFor()
    })
  })

  describe('a change', () => {
    test('arrives by itself: the number, the row, and words for who listens', async () => {
      const { page, url, hiring } = await story({ company: busyCompany(5), stored: { language: 'en' } })
      await page.goto(url)
      await numberNamed(page, 'Applications: 5. What does it count?').waitFor()
      await page.evaluate(() => Object.assign(window, { sameDocument: true }))
      hiring.company.apply({ name: 'Nadia Nueva' })
      await numberNamed(page, 'Applications: 6. What does it count?').waitFor()
      await page.getByRole('link', { name: /Nadia Nueva/ }).waitFor()
      await expect.poll(() => page.getByRole('status').textContent()).toBe('1 application more than before.')
      await expect.poll(() => page.locator('.tile .figure').first().textContent()).toBe('6')
      expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
    })

    test('shows in the list that is open', async () => {
      const { page, url, hiring } = await story({ company: busyCompany(5), stored: { language: 'en' } })
      await page.goto(`${url}/applications`)
      await page.getByText('5 applications').waitFor()
      hiring.company.apply({ name: 'Nadia Nueva' })
      await page.getByText('6 applications').waitFor()
    })

    test('for the worse leaves the last good values; a better one brings them back', async () => {
      const { page, url, hiring } = await story({ company: busyCompany(5), stored: { language: 'en' } })
      await page.goto(url)
      await stateOf(page, 'ok').first().waitFor()
      hiring.behave('gone')
      await page
        .getByText(/^As of /)
        .first()
        .waitFor()
      expect(await page.locator('.tile .figure').first().textContent()).toBe('5')
      hiring.behave('fine')
      await stateOf(page, 'stale').first().waitFor({ state: 'detached' })
      await page.getByText('Live', { exact: true }).waitFor()
    })

    test('can be asked for', async () => {
      const { page, url, hiring } = await story({ company: busyCompany(5), stored: { language: 'en' } })
      hiring.behave('gone', '/funnel')
      await page.clock.install()
      await page.goto(`${url}/funnel`)
      await page.getByText('Not available right now').first().waitFor()
      await page.getByText('Still working: Today and Openings.').first().waitFor()
      hiring.behave('fine')
      // Without this the page would soon ask by itself.
      await page.clock.pauseAt(Date.now() + 1_000)
      await page.getByRole('button', { name: 'Try again' }).first().click()
      await page.locator('.bar').first().waitFor()
    })

    test('is not looked for while nobody looks, and at once when somebody does', async () => {
      const { page, url, hiring } = await story({ company: busyCompany(5) })
      await page.clock.install()
      await page.goto(url)
      await stateOf(page, 'ok').first().waitFor()
      const look = (hidden: boolean) =>
        page.evaluate((isHidden) => {
          Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true })
          document.dispatchEvent(new Event('visibilitychange'))
        }, hidden)
      await look(true)
      const before = hiring.asked.length
      await page.clock.runFor(120_000)
      expect(hiring.asked.length).toBe(before)
      await look(false)
      await expect.poll(() => hiring.asked.length).toBeGreaterThan(before)
    })

    test('of the connection itself is told: the page keeps what it knew', async () => {
      const { page, url } = await story({ company: busyCompany(5), stored: { language: 'en' } })
      await page.goto(url)
      await stateOf(page, 'ok').first().waitFor()
      await page.context().setOffline(true)
      await stateOf(page, 'stale').first().waitFor()
      expect(await page.getByRole('status').textContent()).toMatch(/The connection is lost/)
      await page.context().setOffline(false)
      await stateOf(page, 'ok').first().waitFor()
      await expect.poll(() => page.getByRole('status').textContent()).toBe('The connection is back.')
    })
  })

  describe('the keyboard', () => {
    const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '')

    test('goes everywhere, and says where it is', async () => {
      const { page, url } = await story({ company: busyCompany(5), stored: { language: 'en' } })
      await page.goto(url)
      await stateOf(page, 'ok').first().waitFor()
      for (const [letter, name, path] of [
        ['f', 'Funnel', '/funnel'],
        ['a', 'Applications', '/applications'],
        ['o', 'Openings', '/openings'],
        ['t', 'Today', '/'],
      ] as const) {
        await page.keyboard.press('g')
        await page.keyboard.press(letter)
        await page.getByRole('heading', { name, level: 1 }).waitFor()
        expect(new URL(page.url()).pathname).toBe(path)
        await expect.poll(() => focused(page)).toBe(name)
        expect(await page.title()).toContain(name)
      }
    })

    test('moves in lists by arrows, and opens', async () => {
      const { page, url } = await story({ company: busyCompany(5), stored: { language: 'en' } })
      await page.goto(`${url}/applications`)
      await rowsOf(page).first().focus()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowUp')
      expect(await focused(page)).toBe(await rowsOf(page).nth(1).textContent())
      await page.keyboard.press('End')
      expect(await focused(page)).toBe(await rowsOf(page).nth(4).textContent())
      await page.keyboard.press('Enter')
      await page.locator('.timeline').waitFor()
    })

    test('skips to the content', async () => {
      const { page, url } = await story({ company: busyCompany(5), stored: { language: 'en' } })
      await page.goto(url)
      await stateOf(page, 'ok').first().waitFor()
      await page.keyboard.press('Tab')
      expect(await focused(page)).toBe('Skip to content')
      await page.keyboard.press('Enter')
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN')
    })

    test('has no single-key shortcuts once they are turned off, also after a reload', async () => {
      const { page, url } = await story({ company: busyCompany(5), stored: { language: 'en' } })
      await page.goto(url)
      await stateOf(page, 'ok').first().waitFor()
      await page.keyboard.press('?')
      await page.getByRole('checkbox').uncheck()
      await page.keyboard.press('Escape')
      await page.reload()
      await stateOf(page, 'ok').first().waitFor()
      for (const key of ['?', 'g', 'f', '/']) await page.keyboard.press(key)
      expect(await page.getByRole('dialog').count()).toBe(0)
      expect(page.url()).toBe(`${url}/`)
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY')
    })
  })

  describe('a choice', () => {
    test("of language is the company's, until somebody chooses; then it stays", async () => {
      const { page, url } = await story({ company: busyCompany(5) })
      await page.goto(url)
      await page.getByRole('heading', { name: 'Hoy', level: 1 }).waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('es')
      await page.getByRole('combobox', { name: 'Idioma' }).selectOption('en')
      await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
      await page.reload()
      await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
    })

    test('of theme stays, and is there before the first paint', async () => {
      const { page, url } = await story({ company: busyCompany(5), stored: { language: 'en' } })
      const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
      await page.goto(url)
      await page.getByRole('combobox', { name: 'Theme' }).selectOption('light')
      const light = await ground()
      await page.getByRole('combobox', { name: 'Theme' }).selectOption('dark')
      expect(await ground()).not.toBe(light)
      // Whatever is there now was there before any script of the page itself.
      await page.route('**/assets/*.js', (route) => route.abort())
      await page.reload()
      expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    })

    test('of opening is in the address, and of nobody else', async () => {
      const { page, url, hiring } = await story({ company: busyCompany(), stored: { language: 'en' } })
      await page.goto(`${url}/funnel`)
      await page.getByRole('button', { name: /^Applications in all: 120/ }).waitFor()
      await page.getByRole('combobox', { name: 'Opening' }).selectOption(warehouse.id)
      const { total } = hiring.company.funnel(warehouse.id)
      await page.getByRole('button', { name: `Applications in all: ${total}. What does it count?` }).waitFor()
      expect(page.url()).toBe(`${url}/funnel?opening=${warehouse.id}`)
      await page.goBack()
      await page.getByRole('button', { name: /^Applications in all: 120/ }).waitFor()
    })

    test('of an opening that is not there is told', async () => {
      const { page, url } = await story({ company: busyCompany(), stored: { language: 'en' } })
      await page.goto(`${url}/funnel?opening=019aab00-0000-7000-8000-0000000000ff`)
      await page.getByText('There is no such opening in this company.').waitFor()
      await page.getByRole('link', { name: 'Show all openings' }).click()
      await page.locator('.bar').first().waitFor()
    })
  })

  describe('the door', () => {
    test('asks for a key, keeps what was typed when it is wrong, and lets in when it is right', async () => {
      const { page, url, hiring } = await story({ company: busyCompany(5), environment: {} })
      await page.goto(url)
      const key = page.getByLabel('API key')
      await key.fill('wrong')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('alert').getByText('This key is not accepted.').waitFor()
      expect(await key.inputValue()).toBe('wrong')
      await key.fill(hiring.key)
      await page.keyboard.press('Enter')
      await stateOf(page, 'ok').first().waitFor()
      await page.reload()
      await stateOf(page, 'ok').first().waitFor()
      expect(await page.evaluate(() => JSON.stringify(Object.entries(localStorage)))).not.toContain(hiring.key)

      await page.getByRole('button', { name: 'Salir' }).click()
      await page.getByLabel('API key').waitFor()
      expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
    })

    test('closes again when the key is not accepted any more', async () => {
      const { page, url, hiring } = await story({ company: busyCompany(5), stored: { language: 'en' } })
      await page.goto(url)
      await stateOf(page, 'ok').first().waitFor()
      hiring.behave(401)
      await page.getByLabel('API key').waitFor()
      expect(await page.getByText('Latest arrivals').count()).toBe(0)
    })
  })
})
