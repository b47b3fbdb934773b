import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { busyCompany } from '../src/testing/busy-company.ts'
import { chromiumPath } from '../src/testing/chromium.ts'
import { stageOf, warehouse } from '../src/testing/fake-company.ts'
import { openStage, violationsIn, type Stage } from '../src/testing/page-stage.ts'

const executablePath = chromiumPath({ CHROMIUM_PATH: process.env['CHROMIUM_PATH'] })
const where = executablePath ?? 'no Chromium was found: install one, or set CHROMIUM_PATH'

const widths = [320, 768, 1280]
const everyLook = [
  { theme: 'light', language: 'es' },
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'es' },
  { theme: 'dark', language: 'en' },
]
/** Both themes and both languages, where the five states have been seen in all four ways already. */
const someLooks = [
  { theme: 'light', language: 'es' },
  { theme: 'dark', language: 'en' },
]

/** All widths of one page as it is now: nothing that axe objects to, nothing that scrolls sideways. */
const expectFineAtAllWidths = async (page: Page): Promise<void> => {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect({ width, tooWide, violations: await violationsIn(page) }).toEqual({ width, tooWide: 0, violations: [] })
  }
}

const settled = '.panel:not([data-state="loading"])'

describe.skipIf(executablePath === undefined)(`the page for everybody (${where})`, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage(executablePath ?? '')
  })

  afterAll(() => stage[Symbol.asyncDispose]())

  const seen = async (page: Page, state: string): Promise<void> => {
    await page.locator(`.panel[data-state="${state}"]`).first().waitFor()
    await expectFineAtAllWidths(page)
  }

  describe.each(everyLook)('in $theme and $language', (stored) => {
    test('is accessible while it loads', async () => {
      const { page, url } = await stage.story({ stored, prepare: (hiring) => hiring.behave('silent') })
      await page.goto(url)
      await seen(page, 'loading')
    })

    test('is accessible when nobody has applied yet', async () => {
      const { page, url } = await stage.story({ stored })
      await page.goto(url)
      await seen(page, 'empty')
    })

    test('is accessible when all is well, and when that is a while ago', async () => {
      const { page, url, hiring } = await stage.story({ stored, company: busyCompany(40) })
      await page.goto(url)
      await seen(page, 'ok')
      hiring.behave('gone')
      await seen(page, 'stale')
    })

    test('is accessible when it has nothing to show', async () => {
      const { page, url } = await stage.story({ stored, prepare: (hiring) => hiring.behave('gone') })
      await page.goto(url)
      await seen(page, 'unavailable')
    })
  })

  describe.each(someLooks)('in $theme and $language', (stored) => {
    const metrics = `metric=reached&stage=${stageOf('interviewed').id}`

    test.each(['/funnel', `/applications?${metrics}`, '/openings', '/nothing'])('is accessible at %s', async (path) => {
      const { page, url } = await stage.story({ stored, company: busyCompany(40) })
      await page.goto(url + path)
      await page.locator(settled).first().waitFor()
      await expectFineAtAllWidths(page)
    })

    test.each([`/funnel?${metrics}`, '/?metric=parked', `/openings?metric=started&opening=${warehouse.id}`])(
      'is accessible where it explains a number: %s',
      async (path) => {
        const { page, url } = await stage.story({ stored, company: busyCompany(40) })
        await page.goto(url + path)
        await page.getByRole('dialog').waitFor()
        await expectFineAtAllWidths(page)
      },
    )

    test('is accessible about one application, in its help, and at its door', async () => {
      const { page, url, hiring } = await stage.story({ stored, company: busyCompany(3) })
      await page.goto(`${url}/applications/${hiring.company.applications[0]?.id}`)
      await page.locator('.timeline').waitFor()
      await expectFineAtAllWidths(page)
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
      await expectFineAtAllWidths(page)
      hiring.behave(401)
      await page.locator('.sign-in').waitFor()
      await expectFineAtAllWidths(page)
    })
  })
})
