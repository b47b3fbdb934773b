import { z } from 'zod'

/** What a member or a key may do in its company. `viewer` reads; the others also act. */
export const Role = z.enum(['owner', 'admin', 'recruiter', 'partner_manager', 'approver', 'viewer'])
export type Role = z.output<typeof Role>

const hiringRoles: readonly Role[] = ['owner', 'admin', 'recruiter']

/** Whether the role moves candidates through the funnel. */
export const mayHire = (role: Role): boolean => hiringRoles.includes(role)
