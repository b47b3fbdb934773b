import { z } from 'zod'
import { parseLosslessly } from './lossless-json.ts'

export interface AnswerHeaders {
  get(name: string): string | null
}

/**
 * How long Meta wants a throttled caller to stay away, in milliseconds; `undefined` when it doesn't say. These headers
 * come and go and may be cut off: what can't be read is as good as absent, and never an error.
 *
 * @param node the id that was asked about, whose own usage counts when it is listed; else the worst one does.
 */
export const waitHint = (headers: AnswerHeaders, node: string): number | undefined => {
  const useCases = read(headers, 'x-business-use-case-usage', BusinessUseCaseUsage) ?? {}
  const account = read(headers, 'x-ad-account-usage', AdAccountUsage)
  return longestWait(useCases, node) ?? accountWait(account)
}

/** Meta: `estimated_time_to_regain_access` counts minutes, and 0 means that this use case is not throttled. */
const longestWait = (usage: z.output<typeof BusinessUseCaseUsage>, node: string): number | undefined => {
  const own = Object.entries(usage).filter(([id]) => id === node.replace(/^act_/, ''))
  const entries = (own.length > 0 ? own : Object.entries(usage)).flatMap(([, each]) => each)
  const minutes = Math.max(0, ...entries.map((entry) => entry.estimated_time_to_regain_access))
  return minutes > 0 ? minutes * 60_000 : undefined
}

/** Meta: `reset_time_duration` counts seconds. A full account is blocked for 60, with limited access for 300. */
const accountWait = (usage: z.output<typeof AdAccountUsage> | undefined): number | undefined => {
  if (!usage) return undefined
  if (usage.reset_time_duration > 0) return usage.reset_time_duration * 1000
  if (usage.acc_id_util_pct < 100 || usage.ads_api_access_tier === undefined) return undefined
  return usage.ads_api_access_tier === 'standard_access' ? 60_000 : 300_000
}

const read = <Schema extends z.ZodType>(
  headers: AnswerHeaders,
  name: string,
  schema: Schema,
): z.output<Schema> | undefined => schema.safeParse(parseLosslessly(headers.get(name) ?? '')).data

const Amount = z.number().catch(0)

const UseCase = z.object({ estimated_time_to_regain_access: Amount }).catch({ estimated_time_to_regain_access: 0 })

const BusinessUseCaseUsage = z.record(z.string(), z.array(UseCase).catch([]))

const AdAccountUsage = z.object({
  acc_id_util_pct: Amount,
  reset_time_duration: Amount,
  ads_api_access_tier: z.string().optional().catch(undefined),
})
