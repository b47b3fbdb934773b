export { DeadlineExceeded } from './deadline-exceeded.ts'
export { retry, type Attempt, type RetryOptions } from './retry.ts'
