import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openJsonLinesFile } from './json-lines-file.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'json-lines-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('a file of JSON lines', () => {
  test('keeps lines in their order, also when they are written at once', async () => {
    const path = join(folder, 'made', 'on the way', 'lines')
    const file = await openJsonLinesFile(path)
    expect(file.lines).toEqual([])
    await Promise.all(Array.from({ length: 50 }, (_, index) => file.append({ index, text: 'ñ\n' })))
    await file.close()
    const again = await openJsonLinesFile(path)
    expect(again.lines).toEqual(Array.from({ length: 50 }, (_, index) => ({ index, text: 'ñ\n' })))
    await again.close()
  })

  test('cuts off the half line of a writer that was killed', async () => {
    const path = join(folder, 'lines')
    await appendFile(path, '{"n":1}\n{"n":2}\n{"n":"ñ')
    const file = await openJsonLinesFile(path)
    expect(file.lines).toEqual([{ n: 1 }, { n: 2 }])
    await file.append({ n: 3 })
    await file.close()
    expect(await readFile(path, 'utf8')).toBe('{"n":1}\n{"n":2}\n{"n":3}\n')
  })

  test('has written by the time that it closes', async () => {
    const path = join(folder, 'lines')
    const file = await openJsonLinesFile(path)
    const written = file.append(1)
    await file.close()
    await written
    expect(await readFile(path, 'utf8')).toBe('1\n')
    await expect(file.append(2)).rejects.toThrow()
  })
})
