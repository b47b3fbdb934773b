import { DeadlineExceeded } from '../../../shared/retry/deadline-exceeded.ts'

/** The end of `work`, or `DeadlineExceeded` when that takes longer: what comes of it then is nobody's concern. */
export const within = async <Result>(milliseconds: number, work: Promise<Result>): Promise<Result> => {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new DeadlineExceeded(milliseconds)), Math.max(0, milliseconds))
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
