/** A logger that keeps what it was warned of. */
export const warnings = () => {
  const told: { readonly facts: object; readonly message: string }[] = []
  return { told, warn: (facts: object, message: string) => void told.push({ facts, message }) }
}
