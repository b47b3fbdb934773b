import type { Checkpoint } from '../../../seedwork/event-feed.ts'
import { beginning, type Mark } from './mark.ts'

/** The difference of two moments: what was visible at one of them and not yet at the other. */
export interface Difference {
  readonly since: Mark
  readonly until: Mark
  /** Nothing of it stands below, but for what transactions wrote that were open at `since`. */
  readonly above: string
}

/** How far a reader has come. */
export interface Progress {
  /** All that was visible then has been seen. */
  readonly seen: Mark
  /** What is being read of what came after it, and up to where that has been seen. */
  readonly within?: { readonly until: Mark; readonly above: string; readonly position: number }
  /**
   * The highest event that was seen of an epoch. Where it is still in its place, nothing stands below it that came later than
   * this epoch. None for an event of an epoch that was over by then: as long as the next one is known, it is in its place.
   */
  readonly witness?: { readonly position: number; readonly epoch: string }
}

const noProgress: Progress = { seen: beginning }

export const progressOf = (checkpoint: Checkpoint | undefined): Progress =>
  checkpoint === undefined ? noProgress : (JSON.parse(checkpoint) as Progress)

export const checkpointOf = (progress: Progress): Checkpoint => JSON.stringify(progress) as Checkpoint
