/** A module that imports doors, all of them used, so that nothing is left out when it is compiled or run. */
export function importing(doors: readonly string[]): string {
  const imports = doors.map((door, index) => `import * as door${index} from '${door}'`)
  const names = doors.map((_door, index) => `door${index}`).join(', ')
  return `${imports.join('\n')}\n\nfor (const door of [${names}]) if (typeof door !== 'object') throw new Error('no module')\n`
}
