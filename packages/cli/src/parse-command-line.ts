import { parseArgs } from 'node:util'
import { commands, groups } from './catalogue.ts'
import type { Command, Values } from './command.ts'
import { commonOptions } from './common-options.ts'
import { UsageError } from './usage-error.ts'

type Common = Values<typeof commonOptions>

export type CommandLine =
  | { readonly kind: 'version' }
  /** Help on everything, on a group, or on a command; `asked` is false when the command is missing. */
  | { readonly kind: 'help'; readonly about: Command | string | undefined; readonly asked: boolean }
  | {
      readonly kind: 'command'
      readonly command: Command
      readonly argument: string | undefined
      readonly values: Common & Values<Command['options']>
    }

/** What is to be done. Throws `UsageError` for what is no command of ours. */
export const parseCommandLine = (given: readonly string[]): CommandLine => {
  if (given[0] === '--version') return { kind: 'version' }
  const words = given.slice(0, firstOption(given))
  const command = commands.find(({ name }) => name.every((word, index) => words[index] === word))
  return command ? commandLine(command, given.slice(command.name.length)) : withoutCommand(words, given)
}

const firstOption = (given: readonly string[]): number => {
  const index = given.findIndex((word) => word.startsWith('-'))
  return index === -1 ? given.length : index
}

const withoutCommand = (words: readonly string[], given: readonly string[]): CommandLine => {
  const [group, ...more] = words
  const known = group === undefined || Object.hasOwn(groups, group)
  if (!known || more.length > 0) throw new UsageError(`there is no command ${words.join(' ')}: see baltra --help`)
  const options = given.slice(words.length)
  const strange = options.find((option) => option !== '--help')
  if (strange !== undefined) throw new UsageError(`${strange.split('=', 1)[0]} needs a command: see baltra --help`)
  return { kind: 'help', about: group, asked: options.length > 0 }
}

const commandLine = (command: Command, given: readonly string[]): CommandLine => {
  const { values, positionals } = parsed(command, given)
  if (values.help) return { kind: 'help', about: command, asked: true }
  const [argument, ...surplus] = positionals
  const name = command.name.join(' ')
  if (surplus.length > 0 || (argument !== undefined && !command.argument)) {
    throw new UsageError(`baltra ${name} takes ${command.argument ? `one ${command.argument}` : 'no argument'}`)
  }
  if (argument === undefined && command.argument === '<id>') {
    const listing = commands.find((other) => other.name[0] === command.name[0])!
    throw new UsageError(`baltra ${name} needs an <id>: see baltra ${listing.name.join(' ')}`)
  }
  return { kind: 'command', command, argument, values }
}

const parsed = (command: Command, given: readonly string[]) => {
  const known = { ...command.options, ...commonOptions }
  const options = Object.fromEntries(Object.entries(known).map(([name, { type }]) => [name, { type }]))
  try {
    const { values, positionals } = parseArgs({ args: [...given], options, allowPositionals: true })
    const flags = Object.entries(known).filter(([, { type }]) => type === 'boolean')
    const unset = Object.fromEntries(flags.map(([name]) => [name, false]))
    return { values: { ...unset, ...values } as Common & Values<Command['options']>, positionals }
  } catch (error) {
    throw new UsageError(`${firstSentence(error)}: see baltra ${command.name.join(' ')} --help`)
  }
}

/** Node's own text goes on with advice on how to write positional arguments. */
const firstSentence = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/, 1)[0]!.replace(/\.$/, '')
