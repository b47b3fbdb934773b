import type { Hiring } from '../../application/hiring.ts'
import { Application, ApplicationPage, Timeline } from '../../domain/application.ts'
import { Funnel } from '../../domain/funnel.ts'
import { Openings } from '../../domain/opening.ts'
import { Today } from '../../domain/today.ts'
import { Viewer } from '../../domain/viewer.ts'
import type { HiringClient } from './client.ts'
import { read } from './mapping.ts'

export const httpHiring = ({ ask }: { ask: HiringClient }): Hiring => ({
  me: async (key) => read(Viewer, await ask({ key, path: '/v1/me' })),
  funnel: async (key, companyId, openingId) =>
    read(Funnel, await ask({ key, path: `/v1/companies/${segment(companyId)}/funnel`, query: { openingId } })),
  today: async (key, companyId) => read(Today, await ask({ key, path: `/v1/companies/${segment(companyId)}/today` })),
  openings: async (key) => read(Openings, await ask({ key, path: '/v1/openings' })),
  applications: async (key, filter) =>
    read(ApplicationPage, await ask({ key, path: '/v1/applications', query: { ...filter } })),
  application: async (key, id) => read(Application, await ask({ key, path: `/v1/applications/${segment(id)}` })),
  history: async (key, id) => read(Timeline, await ask({ key, path: `/v1/applications/${segment(id)}/history` })),
  ready: async () => {
    await ask({ path: '/health/ready' })
  },
})

const segment = encodeURIComponent
