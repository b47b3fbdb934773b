import type { Application, ApplicationPage, Timeline } from '../../src/domain/application.ts'
import type { Dashboard } from '../../src/domain/dashboard.ts'
import { request } from './request.ts'

export interface ApplicationsQuestion {
  readonly openingId?: string | undefined
  readonly stage?: string | undefined
  readonly reached?: string | undefined
  readonly outcome?: string | undefined
}

export interface Asking {
  readonly key: string | null
  readonly signal: AbortSignal
}

const pageSize = 50

export const askDashboard = (opening: string | undefined, asking: Asking): Promise<Dashboard> =>
  request(`/api/v1/dashboard${query({ opening })}`, asking)

export const askApplications = (
  question: ApplicationsQuestion,
  cursor: string | undefined,
  asking: Asking,
): Promise<ApplicationPage> => request(`/api/v1/applications${query({ ...question, cursor, limit: pageSize })}`, asking)

export const askApplication = (id: string, asking: Asking): Promise<Application> =>
  request(`/api/v1/applications/${encodeURIComponent(id)}`, asking)

export const askHistory = (id: string, asking: Asking): Promise<Timeline> =>
  request(`/api/v1/applications/${encodeURIComponent(id)}/history`, asking)

const query = (asked: Readonly<Record<string, string | number | undefined>>): string => {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) parameters.set(name, `${value}`)
  return parameters.size === 0 ? '' : `?${parameters.toString()}`
}
