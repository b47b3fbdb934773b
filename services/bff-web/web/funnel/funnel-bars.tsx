import type { Bucket, Funnel } from '../../src/domain/funnel.ts'
import { useLanguage } from '../language/language.tsx'
import { Explained } from '../parts/explained.tsx'
import { onListKey } from '../parts/list-keys.ts'
import { Link } from '../routing/navigation.tsx'

interface FunnelBarsProps {
  readonly funnel: Funnel
  readonly opening: string | undefined
}

/** One bar a stage, in the pipeline's order, from a zero baseline: reached is the bar, active now the darker part in it. */
export const FunnelBars = ({ funnel: { buckets, total }, opening }: FunnelBarsProps) => {
  const { t } = useLanguage()
  return (
    <div className="funnel">
      <div className="funnel-row funnel-labels label" aria-hidden="true">
        <span>{t.funnel.stage}</span>
        <span />
        <span>{t.funnel.reached}</span>
        <span>{t.funnel.active}</span>
      </div>
      <ol className="funnel-bars" onKeyDown={onListKey}>
        {buckets.map((bucket) => (
          <FunnelRow key={bucket.stageId} bucket={bucket} total={total} opening={opening} />
        ))}
      </ol>
    </div>
  )
}

const FunnelRow = ({ bucket, total, opening }: { bucket: Bucket; total: number; opening: string | undefined }) => {
  const { t, format } = useLanguage()
  const { stageId: stage, name, reached, active } = bucket
  const share = format.share(reached, total)
  return (
    <li className="funnel-row" data-row>
      <span className="funnel-name">{name}</span>
      <Bar bucket={bucket} total={total} opening={opening} />
      <span className="funnel-reached">
        <Explained value={reached} what={`${name}, ${t.funnel.reached}`} asks={{ metric: 'reached', stage }} />
        <span className="muted figure">{share === null ? t.none : `${t.outOf(format.number(total))} · ${share}`}</span>
      </span>
      <span className="funnel-active">
        <span className="label funnel-active-label">{t.funnel.active}</span>
        <Explained value={active} what={`${name}, ${t.funnel.active}`} asks={{ metric: 'active', stage }} />
      </span>
    </li>
  )
}

const Bar = ({ bucket, total, opening }: { bucket: Bucket; total: number; opening: string | undefined }) => {
  const { t, format } = useLanguage()
  const { stageId: stage, name, reached, active } = bucket
  return (
    <Link
      className="bar"
      to={{ route: 'applications', metric: 'reached', opening, stage }}
      aria-label={t.funnel.bar(name, format.number(reached), format.number(total), format.number(active))}
    >
      <span className="bar-reached" style={{ '--share': total === 0 ? 0 : reached / total }}>
        <span className="bar-active" style={{ '--share': reached === 0 ? 0 : active / reached }} />
      </span>
    </Link>
  )
}
