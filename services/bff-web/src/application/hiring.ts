import type { Application, ApplicationPage, Timeline } from '../domain/application.ts'
import type { Funnel } from '../domain/funnel.ts'
import type { Openings } from '../domain/opening.ts'
import type { Today } from '../domain/today.ts'
import type { Viewer } from '../domain/viewer.ts'

/** The bearer key of the caller. It is passed on and never logged, answered or kept in clear. */
export type ApiKey = string

/** Which applications: `stage` is where they are now, `reached` the stage that they reached or went past. */
export interface ApplicationFilter {
  readonly openingId?: string | undefined
  readonly stage?: string | undefined
  readonly outcome?: string | undefined
  readonly reached?: string | undefined
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
}

/**
 * The hiring service, as the company of a key sees it.
 *
 * Every method MUST settle within the adapter's deadline, body included, and rejects with a `Failure`:
 * - `unavailable` when the service is down, slow, fails by itself or answers what cannot be understood;
 * - `hiringRefusal` (see `hiring-refusal.ts`) when it answers that this key may not;
 * - `not_found`, `invalid` or `conflict` when it says so about the question.
 */
export interface Hiring {
  me(key: ApiKey): Promise<Viewer>
  funnel(key: ApiKey, companyId: string, openingId?: string): Promise<Funnel>
  today(key: ApiKey, companyId: string): Promise<Today>
  openings(key: ApiKey): Promise<Openings>
  applications(key: ApiKey, filter: ApplicationFilter): Promise<ApplicationPage>
  application(key: ApiKey, id: string): Promise<Application>
  history(key: ApiKey, id: string): Promise<Timeline>
  /** Resolves when the service says that it is ready. */
  ready(): Promise<void>
}
