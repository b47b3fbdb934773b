import { existsSync } from 'node:fs'

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Where a Chromium lies, or undefined; `CHROMIUM_PATH` wins over the usual places. */
export const chromiumPath = ({
  CHROMIUM_PATH: chosen,
}: {
  readonly CHROMIUM_PATH?: string | undefined
}): string | undefined => (chosen ? [chosen].find((path) => existsSync(path)) : usual.find((path) => existsSync(path)))

/** As quiet as a browser gets: no sandbox because tests may run as root, and nothing of its own over the network. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]
