import { z } from 'zod'

/**
 * A text of one line that a person wrote. Space around it goes, then it has 1 to `max` characters, none of them a
 * control character or half of a surrogate pair: Postgres refuses to store NUL, and an unpaired surrogate would come
 * back as another character than it went in.
 */
export const text = ({ max }: { readonly max: number }) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .regex(withoutControls, unusable)
    .refine((given) => given.isWellFormed(), unusable)

const unusable = 'must not contain control characters or broken Unicode'

/** `\p{Cc}`, spelled out: the pattern stands in our JSON Schemas, and many who read those know no Unicode properties. */
const withoutControls = /^[^\u0000-\u001f\u007f-\u009f]*$/
