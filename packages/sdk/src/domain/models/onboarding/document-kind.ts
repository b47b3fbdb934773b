import { z } from 'zod'

export const DocumentKind = z.enum([
  'ine',
  'curp',
  'rfc',
  'nss',
  'proof_of_address',
  'clabe',
  'cedula',
  'eps',
  'afp',
  'arl',
  'national_id',
  'bank_account',
])
export type DocumentKind = z.output<typeof DocumentKind>

const required: Readonly<Record<string, readonly DocumentKind[]>> = {
  MX: ['ine', 'curp', 'rfc', 'nss', 'proof_of_address', 'clabe'],
  CO: ['cedula', 'eps', 'afp', 'arl'],
}

/** What the law and the payroll of a country (ISO 3166-1 alpha-2) ask for before a first day. */
export const requiredDocuments = (country: string): readonly DocumentKind[] =>
  required[country] ?? ['national_id', 'proof_of_address', 'bank_account']
