import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What was downloaded stays in the repository's folder, which git ignores. */
const store = fileURLToPath(new URL('../../../../.brokers/', import.meta.url))

/** A folder that `fill` has filled, now or earlier. Half a download is none: the folder appears when it is whole. */
export const fetched = async (name: string, fill: (directory: string) => Promise<void>): Promise<string> => {
  const folder = join(store, name)
  if (await stat(folder).catch(() => undefined)) return folder
  await mkdir(store, { recursive: true })
  const half = await mkdtemp(join(store, 'half-'))
  try {
    await fill(half)
    await rename(half, folder).catch(async (error: unknown) => {
      // Another process was faster.
      if (!(await stat(folder).catch(() => undefined))) throw error
    })
  } finally {
    await rm(half, { recursive: true, force: true })
  }
  return folder
}
