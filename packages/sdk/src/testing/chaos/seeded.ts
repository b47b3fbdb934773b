/**
 * Runs an experiment that chance decides. When it fails its error begins with the seed: give it as the second argument to
 * see the same again.
 */
export const seeded = async <Result>(
  experiment: (seed: number) => Promise<Result>,
  seed = Math.floor(Math.random() * 2 ** 32),
): Promise<Result> => {
  try {
    return await experiment(seed)
  } catch (error) {
    throw new Error(`with seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
