/** How often to look whether whoever started us is still there, in milliseconds. */
const look = 500

/** Resolves at Ctrl-C, SIGTERM, or when the process that started this one is gone; a second signal ends at once. */
export const untilToldToStop = (): Promise<undefined> =>
  new Promise((resolve) => {
    let told = false
    const onSignal = (): void => {
      if (told) process.exit(130)
      told = true
      resolve(undefined)
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
    process.on('SIGHUP', onSignal)
    const parent = process.ppid
    setInterval(() => {
      if (process.ppid !== parent && !told) onSignal()
    }, look).unref()
  })
