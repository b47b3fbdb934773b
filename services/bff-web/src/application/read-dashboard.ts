import type { Clock } from '@baltra/sdk'
import type { Dashboard } from '../domain/dashboard.ts'
import type { Funnel } from '../domain/funnel.ts'
import type { Openings } from '../domain/opening.ts'
import { unavailable, type Section } from '../domain/section.ts'
import type { Today } from '../domain/today.ts'
import { companyOf, type Viewer } from '../domain/viewer.ts'
import { isUnauthenticated } from './hiring-refusal.ts'
import type { ApiKey, Hiring } from './hiring.ts'
import type { LastGood } from './last-good.ts'
import { readSection } from './read-section.ts'

export interface Memories {
  readonly viewer: LastGood<Viewer>
  readonly funnel: LastGood<Funnel>
  readonly today: LastGood<Today>
  readonly openings: LastGood<Openings>
}

export interface DashboardQuestion {
  readonly key: ApiKey
  readonly openingId?: string | undefined
}

const whole = ''

/** The first screen. Rejects only when the key is refused; whatever else goes wrong is told section by section. */
export const readDashboard = ({ hiring, memories, clock }: { hiring: Hiring; memories: Memories; clock: Clock }) => {
  const viewer = readSection({ lastGood: memories.viewer, clock })
  const funnel = readSection({ lastGood: memories.funnel, clock })
  const today = readSection({ lastGood: memories.today, clock })
  const openings = readSection({ lastGood: memories.openings, clock })

  const sectionsOf = async ({ key, openingId }: DashboardQuestion): Promise<Dashboard> => {
    const asked = viewer({ key, slot: whole, read: () => hiring.me(key) })
    // A key belongs to one company for ever, so who is known already costs no extra round trip.
    const known = memories.viewer.recall(key, whole)?.data.companyId
    const company = known === undefined ? asked.then(({ data }) => data?.companyId) : Promise.resolve(known)
    const ofCompany = async <Data>(read: (id: string) => Promise<Section<Data>>): Promise<Section<Data>> => {
      const id = await company
      return id === undefined ? unavailable : read(id)
    }
    const [who, ...sections] = await Promise.all([
      asked,
      ofCompany((id) => funnel({ key, slot: openingId ?? whole, read: () => hiring.funnel(key, id, openingId) })),
      ofCompany((id) => today({ key, slot: whole, read: () => hiring.today(key, id) })),
      openings({ key, slot: whole, read: () => hiring.openings(key) }),
    ])
    return {
      company: who.data === null ? null : companyOf(who.data),
      role: who.data?.role ?? null,
      sections: { funnel: sections[0], today: sections[1], openings: sections[2] },
    }
  }

  return async (question: DashboardQuestion): Promise<Dashboard> => {
    try {
      return await sectionsOf(question)
    } catch (error) {
      if (isUnauthenticated(error)) for (const memory of memoriesOf(memories)) memory.forget(question.key)
      throw error
    }
  }
}

const memoriesOf = ({ viewer, funnel, today, openings }: Memories): readonly Pick<LastGood<unknown>, 'forget'>[] => [
  viewer,
  funnel,
  today,
  openings,
]
