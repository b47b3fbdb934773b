import { expect, test } from 'vitest'
import { mayHire, Role } from './role.ts'

test('owners, admins and recruiters move candidates; the others do not', () => {
  expect(Role.options.filter(mayHire)).toEqual(['owner', 'admin', 'recruiter'])
})
