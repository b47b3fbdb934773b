import type { DeadLetter } from '@baltra/sdk/infra/messaging/postgres'
import { printable } from './printable.ts'
import { table } from './table.ts'

/** Without the data, which may be about people. */
export const deadLettersText = (letters: readonly DeadLetter[]): string =>
  letters.length === 0
    ? 'There are no dead letters.\n'
    : table(
        ['id', 'consumer', 'type', 'company', 'key', 'parked', 'reason', 'behind'],
        letters.map((letter) => ({
          id: letter.id,
          consumer: letter.consumer,
          type: typeOf(letter.message),
          company: letter.companyId,
          key: letter.key,
          parked: letter.parkedAt.toISOString(),
          reason: letter.errors.at(-1)?.code ?? '-',
          behind: letter.behind,
        })),
      )

export const deadLetterText = (letter: DeadLetter): string => {
  const facts: readonly (readonly [string, string])[] = [
    ['id', letter.id],
    ['consumer', letter.consumer],
    ['company', letter.companyId],
    ['topic', letter.topic],
    ['key', letter.key],
    ['parked', letter.parkedAt.toISOString()],
    ['attempts', `${letter.started} begun, ${letter.finished} ended`],
    ['behind it', String(letter.behind)],
  ]
  return [
    ...facts.map(([name, fact]) => `${name.padEnd(9)}  ${printable(fact)}\n`),
    '\n',
    table(['at', 'kind', 'code', 'message'], letter.errors),
    '\n',
    ...JSON.stringify(letter.message, null, 2)
      .split('\n')
      .map((line) => `${printable(line)}\n`),
  ].join('')
}

const typeOf = (message: unknown): string =>
  typeof message === 'object' && message !== null && 'type' in message ? String(message.type) : '-'
