import type { Opening } from '../../src/domain/opening.ts'

export const openingName = ({ role, site, shift }: Pick<Opening, 'role' | 'site' | 'shift'>): string =>
  [role, site, shift].filter(Boolean).join(' · ')
