import { CompanyId } from '@baltra/sdk'
import { deadLetters } from '@baltra/sdk/infra/messaging/postgres'
import { command } from '../command.ts'
import { ExitCode } from '../exit-code.ts'
import { deadLettersText } from '../render/dead-letters.ts'
import { UsageError } from '../usage-error.ts'
import { wholeNumber } from '../whole-number.ts'

export const dlqList = command({
  name: ['dlq', 'list'],
  about: 'dead letters, the oldest first',
  options: {
    consumer: { type: 'string', value: '<name>', about: 'of this consumer only' },
    company: { type: 'string', value: '<id>', about: 'of this company only' },
    limit: { type: 'string', value: '<n>', about: 'how many, from 1 to 1000; 50 by default' },
    after: { type: 'string', value: '<id>', about: 'only those after this one: for the next page' },
  },
  details: `--json prints a line for each: what dlq show prints, with the data, which may be about people.`,
  async run({ values: { consumer, company, limit: most, after } }, { database, json, answer }) {
    const limit = wholeNumber('limit', most, { fallback: 50, most: 1_000 })
    if (after !== undefined && !/^\d{1,18}$/.test(after))
      throw new UsageError('--after must be the id of a dead letter')
    const letters = await deadLetters({ engine: database() }).list({
      limit,
      ...(consumer === undefined ? {} : { consumer }),
      ...(company === undefined ? {} : { companyId: companyId(company) }),
      ...(after === undefined ? {} : { after }),
    })
    if (json) for (const letter of letters) answer(letter, () => '')
    else answer(letters, () => `${deadLettersText(letters)}${more(letters, limit)}`)
    return ExitCode.done
  },
})

const companyId = (given: string): CompanyId => {
  const { data, success } = CompanyId.safeParse(given)
  if (!success) throw new UsageError('--company must be the id of a company')
  return data
}

const more = (letters: readonly { readonly id: string }[], limit: number): string =>
  letters.length === limit ? `There may be more: --after ${letters.at(-1)!.id}\n` : ''
