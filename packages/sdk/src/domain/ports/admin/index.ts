export type { ApiKey, ApiKeys } from './api-keys.ts'
export type { Companies } from './companies.ts'
