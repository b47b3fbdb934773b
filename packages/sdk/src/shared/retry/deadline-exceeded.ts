/** The time for a call and all its repetitions is over. Whether the last attempt had an effect is not known. */
export class DeadlineExceeded extends Error {
  readonly code = 'retry.deadline_exceeded'

  constructor(milliseconds: number) {
    super(`not done within ${milliseconds} ms`)
    this.name = 'DeadlineExceeded'
  }
}
