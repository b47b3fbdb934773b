/** Runs them side by side until the time is over, or until one of them fails: then the others are told to stop, and waited for. */
export const allOrStop = async <Results extends readonly unknown[]>(
  milliseconds: number,
  works: { readonly [Place in keyof Results]: (signal: AbortSignal) => Promise<Results[Place]> },
): Promise<Results> => {
  const failed = new AbortController()
  const signal = AbortSignal.any([AbortSignal.timeout(milliseconds), failed.signal])
  const all = works.map(async (work) => {
    try {
      return await work(signal)
    } catch (error) {
      failed.abort()
      throw error
    }
  })
  await Promise.allSettled(all)
  return (await Promise.all(all)) as unknown as Results
}
