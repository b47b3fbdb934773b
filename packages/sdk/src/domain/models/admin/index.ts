export { CompanyProfile } from './company-profile.ts'
export { mayHire, Role } from './role.ts'
