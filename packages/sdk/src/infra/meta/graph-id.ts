import { z } from 'zod'

const error = 'is not an id'

/** An id of Meta's: digits, as text. It may come as a bare number, which is only trusted as far as it is exact. */
export const GraphId = z.union(
  [z.string().regex(/^\d{1,32}$/, error), z.int(error).nonnegative(error).transform(String)],
  { error },
)
