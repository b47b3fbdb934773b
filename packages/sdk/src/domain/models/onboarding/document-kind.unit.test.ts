import { describe, expect, test } from 'vitest'
import { DocumentKind, requiredDocuments } from './document-kind.ts'

describe('the documents before a first day', () => {
  test('in Mexico', () =>
    expect(requiredDocuments('MX')).toEqual(['ine', 'curp', 'rfc', 'nss', 'proof_of_address', 'clabe']))
  test('in Colombia', () => expect(requiredDocuments('CO')).toEqual(['cedula', 'eps', 'afp', 'arl']))
  test('anywhere else are some at least', () =>
    expect(requiredDocuments('PE')).toEqual(['national_id', 'proof_of_address', 'bank_account']))

  test.each(['MX', 'CO', 'PE'])('are known and asked for once: %s', (country) => {
    const kinds = requiredDocuments(country)
    expect(DocumentKind.array().parse([...kinds])).toHaveLength(new Set(kinds).size)
  })
})
