import type { FaultyLane, NumberRange, OutboxVerdict } from '@baltra/sdk/infra/db'
import { count } from './count.ts'
import { printable } from './printable.ts'

/** More of them than one can read are only counted. */
const most = 10

export const outboxVerdictText = ({ messages, lanes, faults }: OutboxVerdict): string => {
  const seen = `${count(messages, 'message')} in ${count(lanes, 'lane')}`
  if (faults.length === 0) return `${seen}: every lane is whole.\n`
  return `${seen}: ${count(faults.length, 'lane')} not whole.\n${faults.map(faultText).join('')}`
}

const faultText = ({ companyId, topic, key, last, waiting, missing, doubled, neverGiven }: FaultyLane): string =>
  [
    `\n${printable(`${topic}  company ${companyId}  key ${key}`)}\n`,
    `  ${count(waiting, 'message')} to send, the last number given is ${last}\n`,
    missing.length > 0 ? `  missing: ${ranges(missing)}\n` : '',
    doubled.length > 0 ? `  there twice: ${listed(doubled.map(String))}\n` : '',
    neverGiven.length > 0 ? `  never given: ${ranges(neverGiven)}\n` : '',
  ].join('')

const ranges = (all: readonly NumberRange[]): string =>
  listed(all.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`)))

const listed = (all: readonly string[]): string => {
  const rest = all.length - most
  return `${all.slice(0, most).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}
