import { z } from 'zod'
import { Failure } from '../../../seedwork/failure.ts'

/** The database's calendar has no year 0. */
const instant = z.iso.datetime().refine((time) => !time.startsWith('0000'))

const Position = z.tuple([instant, z.uuidv7()])

/** Where a page ended: the row's instant and id, opaque to whoever hands it back. */
export const cursorOf = ({ appliedAt, id }: { appliedAt: Date; id: string }): string =>
  Buffer.from(JSON.stringify([appliedAt.toISOString(), id])).toString('base64url')

export const positionOf = (cursor: string): { appliedAt: Date; id: string } => {
  try {
    const [appliedAt, id] = Position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    return { appliedAt: new Date(appliedAt), id }
  } catch (error) {
    const errors = [{ path: 'cursor', message: 'this cursor was not given by this list' }]
    throw new Failure('invalid', 'invalid_input', 'the cursor is not valid', { cause: error, details: { errors } })
  }
}
