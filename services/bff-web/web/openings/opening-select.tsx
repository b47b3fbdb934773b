import { useId } from 'react'
import { useLanguage } from '../language/language.tsx'
import { useDashboard } from '../live/dashboard.tsx'
import { openingName } from './opening-name.ts'

interface OpeningSelectProps {
  readonly value: string | undefined
  readonly onChoose: (opening: string | undefined) => void
}

export const OpeningSelect = ({ value, onChoose }: OpeningSelectProps) => {
  const { t } = useLanguage()
  const { openings } = useDashboard()
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{t.funnel.opening}</label>
      <select id={id} value={value ?? ''} onChange={(event) => onChoose(event.target.value || undefined)}>
        <option value="">{t.funnel.company}</option>
        {openings.map((opening) => (
          <option key={opening.id} value={opening.id}>
            {openingName(opening)}
          </option>
        ))}
      </select>
    </div>
  )
}
