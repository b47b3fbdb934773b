import type { ReactNode } from 'react'

/** What will appear here, and the one action that starts it. */
export const Empty = ({ says, children }: { says: string; children: ReactNode }) => (
  <div className="state state-empty">
    <p>{says}</p>
    {children}
  </div>
)
