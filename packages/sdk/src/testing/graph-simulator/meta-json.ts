/** JSON as Meta writes it: what is not ASCII as `\uXXXX` in lower case, and a slash as `\/`. */
export const metaJson = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll('/', String.raw`\/`)
    .replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
