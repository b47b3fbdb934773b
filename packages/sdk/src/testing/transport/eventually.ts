import { setTimeout as pause } from 'node:timers/promises'

/** Polls a probe until it throws no more. After `within` milliseconds its last complaint is the answer. */
export const eventually = async (probe: () => void, within: number): Promise<void> => {
  const deadline = performance.now() + within
  for (;;) {
    try {
      return probe()
    } catch (error) {
      if (performance.now() > deadline) throw error
    }
    await pause(5)
  }
}
