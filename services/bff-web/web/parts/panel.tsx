import { useId, type ReactNode } from 'react'
import type { Section } from '../../src/domain/section.ts'
import { StaleNote } from './stale-note.tsx'
import { Unavailable } from './unavailable.tsx'

interface PanelProps<Data> {
  readonly title: string
  /** Undefined while the first answer is under way. */
  readonly section: Section<Data> | undefined
  readonly skeleton: ReactNode
  readonly empty: ReactNode
  readonly isEmpty: (data: Data) => boolean
  readonly aside?: ReactNode
  readonly className?: string
  readonly children: (data: Data) => ReactNode
}

/** A part of the page in one of its five states: loading, empty, ok, stale, unavailable. */
export const Panel = <Data,>({ title, section, aside, className = '', ...rest }: PanelProps<Data>) => {
  const heading = useId()
  const state = stateOf(section, rest.isEmpty)
  return (
    <section className={`panel ${className}`} aria-labelledby={heading} data-state={state}>
      <header className="panel-head">
        <h2 id={heading}>{title}</h2>
        {section?.status === 'stale' && <StaleNote asOf={section.asOf} />}
        {section !== undefined && section.status !== 'unavailable' && aside}
      </header>
      <PanelBody section={section} {...rest} />
    </section>
  )
}

const PanelBody = <Data,>({ section, skeleton, empty, isEmpty, children }: Omit<PanelProps<Data>, 'title'>) => {
  if (section === undefined) return skeleton
  if (section.status === 'unavailable') return <Unavailable />
  return isEmpty(section.data) ? empty : children(section.data)
}

const stateOf = <Data,>(section: Section<Data> | undefined, isEmpty: (data: Data) => boolean): string => {
  if (section === undefined) return 'loading'
  if (section.status !== 'ok') return section.status
  return isEmpty(section.data) ? 'empty' : 'ok'
}
