interface Refusal {
  readonly isJson: boolean
  readonly refused: ReadonlySet<string>
}

interface Rest {
  /** What is to be passed on; nothing when nothing is left. */
  readonly body: string | undefined
  /** The answer to the rest made one to all. */
  readonly complete: (answer: string) => string
}

interface Entry {
  readonly Id: string
}

const untouched = (body: string): Rest => ({ body, complete: (answer) => answer })

/** Takes the entries with a refused text out of a batch that is sent, in SQS's JSON and in SNS's forms. */
export const withoutEntries = (body: string, { isJson, refused }: Refusal): Rest => {
  if (![...refused].some((text) => body.includes(text))) return untouched(body)
  return isJson ? outOfJson(body, refused) : outOfForm(body, refused)
}

const isRefused = (text: string, refused: ReadonlySet<string>): boolean =>
  [...refused].some((one) => text.includes(one))

const outOfJson = (body: string, refused: ReadonlySet<string>): Rest => {
  const { Entries, ...rest } = JSON.parse(body) as { readonly Entries?: readonly Entry[] }
  if (!Entries) return untouched(body)
  const out = Entries.filter((entry) => isRefused(JSON.stringify(entry), refused))
  const left = Entries.filter((entry) => !out.includes(entry))
  return {
    body: left.length > 0 ? JSON.stringify({ ...rest, Entries: left }) : undefined,
    complete(answer) {
      const { Failed = [], ...others } = (answer ? JSON.parse(answer) : {}) as { readonly Failed?: readonly unknown[] }
      const faults = out.map(({ Id }) => ({ Id, Code: 'InternalError', Message: 'in trouble', SenderFault: false }))
      return JSON.stringify({ ...others, Failed: [...Failed, ...faults] })
    },
  }
}

const entryOfForm = /^PublishBatchRequestEntries\.member\.(\d+)\.(.*)$/

const outOfForm = (body: string, refused: ReadonlySet<string>): Rest => {
  const fields = [...new URLSearchParams(body)]
  const numberOf = (name: string): string | undefined => entryOfForm.exec(name)?.[1]
  const out = new Set(fields.filter(([, value]) => isRefused(value, refused)).map(([name]) => numberOf(name)))
  const ids = fields.filter(([name]) => out.has(numberOf(name)) && name.endsWith('.Id')).map(([, value]) => value)
  const left = fields.filter(([name]) => numberOf(name) === undefined || !out.has(numberOf(name)))
  const numbers = [...new Set(left.map(([name]) => numberOf(name)).filter((number) => number !== undefined))]
  const renumbered = left.map(([name, value]): [string, string] => [
    name.replace(entryOfForm, (_all, number: string, field: string) => {
      return `PublishBatchRequestEntries.member.${numbers.indexOf(number) + 1}.${field}`
    }),
    value,
  ])
  const faults = ids
    .map((id) => `<member><Id>${id}</Id><Code>InternalError</Code><SenderFault>false</SenderFault></member>`)
    .join('')
  return {
    body: numbers.length > 0 ? new URLSearchParams(renumbered).toString() : undefined,
    complete(answer) {
      const whole = answer || '<PublishBatchResponse><PublishBatchResult></PublishBatchResult></PublishBatchResponse>'
      return whole
        .replace(/<Failed\s*\/>|<Failed>[\s\S]*<\/Failed>/, '')
        .replace('</PublishBatchResult>', `<Failed>${faults}</Failed></PublishBatchResult>`)
    },
  }
}
