import { expect, test } from 'vitest'
import { table } from './table.ts'

test('columns are as wide as what is in them, and numbers stand to the right', () => {
  const rows = [
    { name: 'a', count: 1 },
    { name: 'longer', count: 12_345 },
  ]
  expect(table(['name', 'count'], rows)).toBe('name    count\na           1\nlonger  12345\n')
})

test('no rows are no table', () => {
  expect(table(['name'], [])).toBe('')
})

test('what could move the cursor, or turn the writing, is spelled out', () => {
  expect(table(['key'], [{ key: 'a\n\u001b[2Jb\u202ec\u009b1m' }])).toBe('key\na\\u000a\\u001b[2Jb\\u202ec\\u009b1m\n')
})
