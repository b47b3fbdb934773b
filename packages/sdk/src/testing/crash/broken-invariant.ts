import { Failure } from '../../seedwork/failure.ts'

export interface BrokenPoint {
  readonly died: string
  /** The points that each life came to, the one that died first. */
  readonly lives: readonly (readonly string[])[]
  readonly error: Error
}

/** Names the points in the order of dying, and the way to the first of them. The cause is what the invariant said there. */
export const brokenInvariant = (
  broken: readonly [BrokenPoint, ...BrokenPoint[]],
  points: readonly string[],
): Failure => {
  const [first] = broken
  const lines = [
    `the invariant broke at ${broken.length} of ${points.length} points`,
    ...broken.map(({ died, error }) => `- died ${place(died, points)}: ${firstLine(error)}`),
    `the way to the first of them`,
    ...first.lives.map((life, index) => `  ${index === 0 ? 'first' : 'again'}: ${life.join(', ')}`),
  ]
  return new Failure('invalid', 'testing.invariant_broken', lines.join('\n'), { cause: first.error })
}

const place = (died: string, points: readonly string[]): string => {
  const next = points[points.indexOf(died) + 1]
  return died.startsWith('after') && next?.startsWith('before') ? `${died}, ${next}` : died
}

const firstLine = ({ message }: Error): string => message.split('\n')[0] ?? ''
