export { apiKeys } from './api-keys.ts'
export { companies } from './companies.ts'
export { provisionCompany, type NewCompany } from './provision-company.ts'
