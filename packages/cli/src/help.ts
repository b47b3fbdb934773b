import { commands, groups } from './catalogue.ts'
import type { Command, Options } from './command.ts'
import { commonOptions } from './common-options.ts'

const exits = `Exit codes: 0 done · 1 a problem was found · 2 wrong usage · 3 the database can't be used · 4 refused · 70 a defect`

/** What `baltra`, or one of its groups, can do. */
export const overview = (group?: string): string => {
  const listed = group === undefined ? commands : commands.filter(({ name }) => name[0] === group)
  const lines = listed.map((command) => [synopsis(command), command.about] as const)
  return [
    group === undefined ? 'baltra <command> [options]' : `baltra ${group} <command> [options]: ${groups[group] ?? ''}`,
    '',
    ...columns(lines),
    '',
    ...(group === undefined ? [...columns([['--version', 'the version of this program']]), ''] : []),
    `Every command takes --url, --json and --help: baltra ${listed.find(({ name }) => name.length > 1)!.name.join(' ')} --help`,
    exits,
    '',
  ].join('\n')
}

export const helpOf = (command: Command): string =>
  [
    `baltra ${synopsis(command)} [options]`,
    '',
    command.about,
    '',
    ...columns(optionLines({ ...command.options, ...commonOptions })),
    '',
    command.details,
    '',
    exits,
    '',
  ].join('\n')

const synopsis = ({ name, argument }: Command): string => [...name, ...(argument ? [argument] : [])].join(' ')

const optionLines = (options: Options): readonly (readonly [string, string])[] =>
  Object.entries(options).map(([name, { value, about }]) => [`--${name}${value ? ` ${value}` : ''}`, about])

const columns = (lines: readonly (readonly [string, string])[]): readonly string[] => {
  const width = Math.max(...lines.map(([left]) => left.length))
  return lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
