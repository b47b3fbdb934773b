import { expect, test } from 'vitest'
import { messageVersion } from './message-version.ts'

const versionOf = (dataschema: string) => messageVersion({ type: 'test.paid', dataschema })

test.each([1, 12, 999_999_999])("a version stands behind the type's name: %d", (version) => {
  expect(versionOf(`test.paid/${version}`)).toBe(version)
})

test.each([
  '',
  'test.paid',
  'test.paid/',
  'test.paid/0',
  'test.paid/01',
  'test.paid/two',
  'test.paid/1.5',
  'test.paid/1/2',
])('what is no version of this type is 0: %j', (dataschema) => expect(versionOf(dataschema)).toBe(0))

test.each(['test.owed/2', 'https://example.com/test.paid/2'])('nor is the schema of something else: %j', (dataschema) =>
  expect(versionOf(dataschema)).toBe(0),
)
