import { openJsonLinesFile } from './json-lines-file.ts'
import type { SimulatedLead } from './simulated-lead.ts'

/** The leads of the simulator, and whom nobody was told of yet. Without a path they live as long as the process. */
export interface LeadStore {
  readonly leads: ReadonlyMap<string, SimulatedLead>
  readonly undelivered: ReadonlySet<string>
  add(lead: SimulatedLead): Promise<void>
  delivered(leadgenId: string): Promise<void>
  close(): Promise<void>
}

type Line = { readonly lead: SimulatedLead } | { readonly delivered: string }

export const openLeadStore = async (path: string | undefined): Promise<LeadStore> => {
  const leads = new Map<string, SimulatedLead>()
  const undelivered = new Set<string>()
  const apply = (line: Line): void => {
    if ('delivered' in line) return void undelivered.delete(line.delivered)
    leads.set(line.lead.id, line.lead)
    if (line.lead.delivery) undelivered.add(line.lead.id)
  }
  const file = path === undefined ? undefined : await openJsonLinesFile(path)
  for (const line of file?.lines ?? []) apply(line as Line)
  const note = async (line: Line): Promise<void> => {
    await file?.append(line)
    apply(line)
  }
  return {
    leads,
    undelivered,
    add: (lead) => note({ lead }),
    delivered: (leadgenId) => note({ delivered: leadgenId }),
    close: async () => file?.close(),
  }
}
