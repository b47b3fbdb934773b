/** Telling must not break what it tells of: a logger or a sink that throws has its own way to complain. */
export const tell = (telling: () => void): void => {
  try {
    telling()
  } catch {
    // A message would else be left, and come again for ever.
  }
}
