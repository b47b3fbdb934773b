import { posix } from 'node:path'

/**
 * A folder with an `index.ts` is a door; one without is private to the nearest door above it. Whether an import inside the
 * SDK reaches into a private folder from outside of that door.
 */
export function reachesPrivateFolder(from: string, to: string, isDoor: (folder: string) => boolean): boolean {
  const folder = posix.dirname(to)
  if (isDoor(folder)) return false
  const owner = nearestDoor(folder, isDoor)
  return owner !== undefined && !from.startsWith(`${owner}/`)
}

function nearestDoor(folder: string, isDoor: (folder: string) => boolean): string | undefined {
  if (isDoor(folder)) return folder
  const parent = posix.dirname(folder)
  return parent === folder ? undefined : nearestDoor(parent, isDoor)
}
