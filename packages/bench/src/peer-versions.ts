import manifest from '../package.json' with { type: 'json' }

type Peer = keyof typeof manifest.dependencies

/** As they are pinned, to the last digit, in this package. */
export const peerVersions = (...names: readonly Peer[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, manifest.dependencies[name]]))
