import { useId, type ReactNode } from 'react'
import { useLanguage } from '../language/language.tsx'
import { OpeningSelect } from '../openings/opening-select.tsx'
import { useNavigation } from '../routing/navigation.tsx'
import type { View } from '../routing/view.ts'
import { useStages } from './use-stages.ts'

const shows = ['all', 'reached', 'active', 'outcome'] as const
type Show = (typeof shows)[number]

/** Chooses which applications; every choice is an address of its own. */
export const ViewFilter = () => {
  const { t } = useLanguage()
  const { view, go } = useNavigation()
  const stages = useStages()
  const show = shows.find((name) => name === view.metric) ?? 'all'
  const change = (choice: Partial<View>) => go({ ...view, ...choice })
  return (
    <div className="filters">
      <OpeningSelect value={view.opening} onChoose={(opening) => change({ opening, stage: undefined, ...all })} />
      <Select label={t.applications.metric} value={show} onChoose={(value) => change(choiceOf(value, stages[0]?.id))}>
        {shows.map((name) => (
          <option key={name} value={name}>
            {t.applications.metrics[name]}
          </option>
        ))}
      </Select>
      {(show === 'reached' || show === 'active') && (
        <Select label={t.applications.stage} value={view.stage ?? ''} onChoose={(stage) => change({ stage })}>
          {(show === 'active' || view.stage === undefined) && <option value="">{t.applications.anyStage}</option>}
          {stages.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
      {show === 'outcome' && (
        <Select
          label={t.applications.outcomeLabel}
          value={view.outcome ?? ''}
          onChoose={(outcome) => change({ outcome })}
        >
          {Object.entries(t.outcomes).map(([outcome, name]) => (
            <option key={outcome} value={outcome}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </div>
  )
}

const all = { metric: undefined } as const

const choiceOf = (show: string, firstStage: string | undefined): Partial<View> => {
  const nothing = { metric: undefined, stage: undefined, outcome: undefined }
  const choices: Record<Show, Partial<View>> = {
    all: nothing,
    reached: { ...nothing, metric: 'reached', stage: firstStage },
    active: { ...nothing, metric: 'active' },
    outcome: { ...nothing, metric: 'outcome', outcome: 'hired' },
  }
  return choices[shows.find((name) => name === show) ?? 'all']
}

interface SelectProps {
  readonly label: string
  readonly value: string
  readonly onChoose: (value: string) => void
  readonly children: ReactNode
}

const Select = ({ label, value, onChoose, children }: SelectProps) => {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChoose(event.target.value)}>
        {children}
      </select>
    </div>
  )
}
