import { z } from 'zod'

/** On or off: `true`, `1`, `yes`, `on`, or `false`, `0`, `no`, `off`, in any case. */
export const flag = () =>
  z.stringbool({
    truthy: ['true', '1', 'yes', 'on'],
    falsy: ['false', '0', 'no', 'off'],
    error: 'must be true or false',
  })
