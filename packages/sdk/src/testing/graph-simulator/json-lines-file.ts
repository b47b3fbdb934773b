import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A file that only grows, one JSON value a line. What `append` resolved for is still there after `kill -9`. */
export interface JsonLinesFile {
  /** What stood in it when it was opened. */
  readonly lines: readonly unknown[]
  append(line: unknown): Promise<void>
  close(): Promise<void>
}

export const openJsonLinesFile = async (path: string): Promise<JsonLinesFile> => {
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'a')
  const lines = await wholeLines(path, file)
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work)
    last = result.catch(() => {})
    return result
  }
  return {
    lines: lines.map((line) => JSON.parse(line) as unknown),
    append: (line) => inTurn(() => write(file, line)),
    close: () => inTurn(() => file.close()),
  }
}

const write = async (file: FileHandle, line: unknown): Promise<void> => {
  await file.appendFile(`${JSON.stringify(line)}\n`)
  await file.datasync()
}

/** Whoever was killed while writing left half a line, which nobody was told of: it is cut off. */
const wholeLines = async (path: string, file: FileHandle): Promise<readonly string[]> => {
  const bytes = await readFile(path)
  const end = bytes.lastIndexOf('\n') + 1
  await file.truncate(end)
  return bytes.subarray(0, end).toString('utf8').split('\n').filter(Boolean)
}
