import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type BrowserContextOptions, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { chromiumFlags } from './chromium.ts'
import type { FakeCompany } from './fake-company.ts'
import { fakeHiringApi, type FakeHiringApi } from './fake-hiring-api.ts'
import { pageBuild } from './page-build.ts'
import { runningBff } from './running-bff.ts'

export interface Telling {
  readonly company?: FakeCompany
  readonly prepare?: (hiring: FakeHiringApi) => void
  /** Instead of development sign-in. */
  readonly environment?: Record<string, string>
  /** What was chosen in this browser before, by name. */
  readonly stored?: Record<string, string>
  readonly browser?: BrowserContextOptions
}

export interface Story {
  readonly page: Page
  readonly hiring: FakeHiringApi
  readonly url: string
}

export interface Stage extends AsyncDisposable {
  /** A company, its services and somebody who looks at the page, all gone when the test is over. */
  story(telling?: Telling): Promise<Story>
}

/** A browser, and the page as production has it. */
export const openStage = async (executablePath: string): Promise<Stage> => {
  const built = await pageBuild()
  const browser = await chromium.launch({ executablePath, args: chromiumFlags })

  const story = async ({ company, prepare, environment, stored = {}, ...rest }: Telling = {}): Promise<Story> => {
    const hiring = await fakeHiringApi(company)
    prepare?.(hiring)
    const signIn = environment ?? { BFF_DEVELOPMENT_KEY: hiring.key, BFF_HTTP_TIMEOUT: '60000' }
    const bff = await runningBff(hiring, signIn, built)
    const context = await browser.newContext({
      locale: 'en-GB',
      viewport: { width: 1280, height: 900 },
      ...rest.browser,
    })
    await context.addInitScript((choices: Record<string, string>) => {
      for (const [name, value] of Object.entries(choices)) localStorage.setItem(`baltra.${name}`, value)
    }, stored)
    onTestFinished(async () => {
      await context.close()
      await hiring[Symbol.asyncDispose]()
      await bff[Symbol.asyncDispose]()
    })
    return { page: await context.newPage(), hiring, url: bff.url }
  }

  return {
    story,
    [Symbol.asyncDispose]: async () => {
      await browser.close()
      await built[Symbol.asyncDispose]()
    },
  }
}

/** What axe objects to under WCAG 2.2 AA, rule and element. */
export const violationsIn = async (page: Page): Promise<string[]> => {
  const axe = new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
  // There are no frames; without this every look would open another page to put frames together.
  const found = await axe.setLegacyMode().analyze()
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}
