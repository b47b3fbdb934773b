import { describe, expect, test } from 'vitest'
import { commands, groups } from './catalogue.ts'
import { helpOf, overview } from './help.ts'

describe('help', () => {
  test('on everything lists every command once, with what it is for', () => {
    for (const { name, about } of commands) {
      expect(
        overview()
          .split('\n')
          .filter((line) => line.startsWith(`  ${name.join(' ')} `) && line.endsWith(about)),
      ).toHaveLength(1)
    }
  })

  test.each(Object.keys(groups))('on %s lists its commands alone', (group) => {
    const listed = commands.filter(({ name }) => overview(group).includes(`  ${name.join(' ')} `))
    expect(listed).toEqual(commands.filter(({ name }) => name[0] === group))
    expect(listed).not.toHaveLength(0)
  })

  test.each(commands.map((command) => [command.name.join(' '), command] as const))(
    'on %s tells its options, what --json prints and how it ends',
    (name, command) => {
      const text = helpOf(command)
      expect(text.startsWith(`baltra ${name} `)).toBe(true)
      for (const option of [...Object.keys(command.options), 'url', 'help']) expect(text).toContain(`  --${option} `)
      expect(text).toContain('--json prints ')
      expect(text).toContain('Exit codes: ')
    },
  )
})
