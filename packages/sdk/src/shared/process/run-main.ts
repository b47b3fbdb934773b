/**
 * The whole of a process. What it fails with at its start is told in one line, without the stack: it is read by whoever
 * sets the process up. Ends with 1 then.
 */
export const runMain = (service: string, main: () => Promise<void>): void => {
  main().catch((error: unknown) => {
    process.stderr.write(`${service}: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  })
}
