import { Count } from '../parts/count.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { icons } from '../parts/icons.tsx'
import { useLanguage } from '../language/language.tsx'
import { useDashboard } from '../live/dashboard.tsx'
import { Link, useNavigation } from '../routing/navigation.tsx'
import { asksForDefinition, define, withoutDefinition } from './define.ts'
import type { Definition, Fact } from './definition.ts'

export const DefinitionDialog = () => {
  const { t, format } = useLanguage()
  const { sections } = useDashboard()
  const { view, back } = useNavigation()
  const metric = asksForDefinition(view)
  if (metric === undefined || Object.values(sections).includes(undefined)) return null
  const definition = define(metric, { view, sections, t, format })
  return (
    <Dialog title={definition?.title ?? t.routes.funnel} onClose={() => back(withoutDefinition(view))}>
      {definition === undefined ? <p>{t.definition.gone}</p> : <Explanation {...definition} />}
    </Dialog>
  )
}

const Explanation = ({ value, means, facts, rows }: Definition) => (
  <>
    <p className="definition-value">
      <Count value={value} />
    </p>
    <p>{means}</p>
    <dl className="facts">
      {facts.map((fact, at) => (
        <FactRow key={`${fact.name} ${at}`} {...fact} />
      ))}
    </dl>
    {rows && (
      <Link className="button button-primary" to={rows.to}>
        {rows.says}
        {icons.forward}
      </Link>
    )}
  </>
)

const FactRow = ({ name, value, isAlarm = false }: Fact) => (
  <div className={isAlarm ? 'fact fact-alarm' : 'fact'}>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)
