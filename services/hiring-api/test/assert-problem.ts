import { STATUS_CODES } from 'node:http'
import { expect } from 'vitest'
import type { Answer } from './ask.ts'

/** RFC 9457, with our `code` and `requestId`. */
export const assertProblem = (
  { status: answered, headers, body, text }: Answer,
  status: number,
  code: string,
): void => {
  expect({ status: answered, code: body?.code as unknown }, text).toEqual({ status, code })
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(body).toMatchObject({
    type: `urn:baltra:problem:${code}`,
    title: STATUS_CODES[status],
    status,
    detail: expect.stringMatching(/./),
    requestId: headers.get('x-request-id'),
  })
}

/** The parts of the input that the answer complains about, and nothing else. */
export const assertInvalid = (answer: Answer, ...paths: readonly string[]): void => {
  assertProblem(answer, 400, 'invalid_input')
  const { errors } = answer.body as { errors: { path: string; message: string }[] }
  expect(errors.map(({ path }) => path)).toEqual(paths)
  for (const { message } of errors) expect(message).toMatch(/./)
}
