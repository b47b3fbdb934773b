import type { GraphConfig } from './config.ts'
import { badPath } from './graph-failure.ts'

/** Ids come from outside: one with a slash, dots or a question mark must not lead somewhere else. */
const node = /^(?:[\w-]+)(?:\/[\w-]+)*$/

export const address = (
  { baseUrl, version }: Pick<GraphConfig, 'baseUrl' | 'version'>,
  path: string,
  params: Readonly<Record<string, string>>,
): string => {
  if (!node.test(path)) throw badPath(path)
  return `${baseUrl.replace(/\/$/, '')}/${version}/${path}?${new URLSearchParams(params).toString()}`
}
