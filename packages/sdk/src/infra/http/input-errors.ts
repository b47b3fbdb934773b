import type { z } from 'zod'
import type { InputError } from '../../seedwork/invalid-input.ts'

const most = 50
const longestPath = 200

/** What a schema says is wrong with one part of a request. A body can be made of mistakes: not all of them are told. */
export const inputErrors = (issues: readonly z.core.$ZodIssue[]): InputError[] =>
  issues.flatMap(errorsOf).slice(0, most)

const errorsOf = (issue: z.core.$ZodIssue): InputError[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.slice(0, most).map((key) => ({ path: dotted([...issue.path, key]), message: 'is not a known field' }))
    : [{ path: dotted(issue.path), message: issue.message }]

const dotted = (path: readonly PropertyKey[]): string => path.map(String).join('.').slice(0, longestPath)
