import type { Clock } from '../../../seedwork/clock.ts'
import type { Ids } from '../../../seedwork/typed-id.ts'
import { Application } from '../../models/funnel/application.ts'
import { Candidate } from '../../models/funnel/candidate.ts'
import { ApplicationId, CandidateId } from '../../models/funnel/events.ts'
import type { Opening } from '../../models/funnel/opening.ts'
import { PhoneNumber } from '../../models/funnel/phone-number.ts'
import type { Source } from '../../models/funnel/source.ts'
import type { FunnelUnit } from '../../ports/funnel/funnel-unit.ts'

interface Entrance {
  readonly opening: Opening
  readonly candidate: { readonly name: string; readonly phone: string; readonly email?: string | undefined }
  readonly source: Source
  /** Where the caller wrote the phone, for the refusal. */
  readonly phoneField: string
}

interface Entered {
  readonly application: Application
  readonly person: Candidate
  /** False when the person was active on the opening already: nothing was changed. */
  readonly isNew: boolean
}

/** The one door of the funnel: a person, known or new, and an application, the running one or another attempt. */
export const enter = async (
  {
    applications,
    candidates,
    clock,
    ids,
  }: Pick<FunnelUnit, 'applications' | 'candidates'> & { clock: Clock; ids: Ids },
  { opening, candidate: { name, phone: written, email }, source, phoneField }: Entrance,
): Promise<Entered> => {
  const phone = PhoneNumber.parse(written, { country: opening.country, field: phoneField })
  const person = await candidates.findOrAdd(Candidate.of({ id: ids.next(CandidateId), phone, name, email }))
  const attempts = await applications.attempts(person.id, opening.id)
  const running = attempts.find(({ outcome }) => outcome === 'active')
  if (running) return { application: running, person, isNew: false }
  const application = Application.enter(
    { id: ids.next(ApplicationId), candidateId: person.id, attempt: attempts.length + 1, source },
    { opening, at: clock.now() },
  )
  applications.save(application)
  return { application, person, isNew: true }
}
