import { useLanguage } from '../language/language.tsx'

/** Grey rows of the size of what will come, so that nothing moves when it does. */
export const Skeleton = ({ rows, className }: { rows: number; className: string }) => {
  const { t } = useLanguage()
  return (
    <div className={`skeleton ${className}`} aria-busy="true">
      <span className="visually-hidden">{t.loading}</span>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} className="skeleton-row" aria-hidden="true" />
      ))}
    </div>
  )
}
