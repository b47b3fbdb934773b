/**
 * Loads a package that only some users need, when it is needed. Where it is missing, the error says how to get it.
 * `load` is the import itself, written out where it is needed, so that bundlers see it.
 */
export const loadPeer = async <Module>(name: string, use: string, load: () => Promise<Module>): Promise<Module> => {
  try {
    return await load()
  } catch (error) {
    if (!isMissing(error, name)) throw error
    throw new Error(`${use} needs a package that is not installed: npm install ${name}`, { cause: error })
  }
}

/** Not when the package is there and itself lacks something. */
const isMissing = (error: unknown, name: string): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND') &&
  error.message.includes(`'${name}'`)
