import type { TimelineEntry } from '../../src/domain/application.ts'
import type { Messages } from '../language/english.ts'

/** What happened, in words. Data that is not as expected is left out rather than shown raw. */
export const saidIn = ({ type, data }: TimelineEntry, t: Messages): string => {
  const outcome = typeof data['outcome'] === 'string' ? data['outcome'] : undefined
  const said = t.timeline[type]?.(
    stageName(data['from']),
    stageName(data['to'] ?? data['stage']),
    outcome && (t.outcomes[outcome] ?? outcome),
  )
  const isSkip = data['via'] === 'skip'
  return `${said ?? type}${isSkip ? ` (${t.skipped})` : ''}`
}

const stageName = (stage: unknown): string | undefined => {
  if (typeof stage !== 'object' || stage === null || !('name' in stage)) return undefined
  return typeof stage.name === 'string' ? stage.name : undefined
}
