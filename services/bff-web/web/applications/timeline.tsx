import type { TimelineEntry } from '../../src/domain/application.ts'
import type { Messages } from '../language/english.ts'
import { useLanguage } from '../language/language.tsx'
import { saidIn } from './said-in.ts'

/** Facts, oldest first. */
export const Timeline = ({ entries }: { entries: readonly TimelineEntry[] }) => (
  <ol className="timeline">
    {entries.map((entry, at) => (
      <Entry key={`${entry.recordedAt} ${entry.type} ${at}`} {...entry} />
    ))}
  </ol>
)

const Entry = (entry: TimelineEntry) => {
  const { t, format } = useLanguage()
  const { type, occurredAt, reason, actor } = entry
  return (
    <li className="timeline-entry is-new" data-type={type}>
      <p className="row-title">{saidIn(entry, t)}</p>
      {reason && <p>{t.reason(reason)}</p>}
      <p className="muted">
        <time className="figure" dateTime={occurredAt}>
          {format.moment(occurredAt)}
        </time>
        {` · ${actorIn(actor, t)}`}
      </p>
    </li>
  )
}

const actorIn = ({ kind }: TimelineEntry['actor'], t: Messages): string => t.actors[kind] ?? kind
