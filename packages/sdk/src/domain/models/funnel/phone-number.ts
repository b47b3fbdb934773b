import { Failure } from '../../../seedwork/failure.ts'
import { ValueObject } from '../../../seedwork/value-object.ts'

interface NumberingPlan {
  readonly callingCode: string
  readonly nationalDigits: number
  /** Removes what people and old systems write before the national number. */
  readonly strip: (national: string) => string
}

/**
 * ITU-T E.164 lengths of the countries where we hire. Mexico dialled mobiles as +52 1 … until 2019, WhatsApp still
 * writes them so, and 01, 044 and 045 survive on old forms.
 */
const plans: Readonly<Record<string, NumberingPlan>> = {
  MX: {
    callingCode: '52',
    nationalDigits: 10,
    strip: (national) => national.replace(/^(?:1|01|044|045)(?=\d{10}$)/, ''),
  },
  CO: { callingCode: '57', nationalDigits: 10, strip: (national) => national.replace(/^0(?=\d{10}$)/, '') },
}

const shortest = 8
const longest = 15

/** A phone in E.164: one spelling for one line, whatever was typed. */
export class PhoneNumber extends ValueObject<string> {
  /** For a value that was read from our own storage. */
  static restore(e164: string): PhoneNumber {
    return new PhoneNumber(e164)
  }

  /**
   * `country` (ISO 3166-1 alpha-2) completes a number without its calling code. Refuses with `funnel.invalid_phone`,
   * naming `field` and what is wrong.
   */
  static parse(text: string, { country, field }: { country: string; field: string }): PhoneNumber {
    // Invisible marks of direction come along when a number is copied out of a chat.
    const compact = text.normalize('NFKC').replace(/[\s\p{Cf}().\-\u2010-\u2015/]/gu, '')
    if (!/^\+?\d+$/.test(compact)) throw refusal(field, 'a phone is written in digits, with an optional + before them')
    const digits = international(compact, country)
    const plan = planOf(digits)
    const e164 = plan ? plan.callingCode + plan.strip(digits.slice(plan.callingCode.length)) : digits
    const problem = lengthProblem(e164, plan)
    if (problem) throw refusal(field, problem)
    return new PhoneNumber(`+${e164}`)
  }
}

const planOf = (digits: string): NumberingPlan | undefined =>
  Object.values(plans).find(({ callingCode }) => digits.startsWith(callingCode))

const international = (compact: string, country: string): string => {
  if (compact.startsWith('+')) return compact.slice(1)
  if (compact.startsWith('00')) return compact.slice(2)
  const plan = plans[country]
  if (!plan) return compact
  const national = plan.strip(compact)
  if (national.length === plan.nationalDigits) return plan.callingCode + national
  // A national number with a digit too few or too many must not pass for one of another country.
  const isInternational = compact.length > plan.nationalDigits && planOf(compact) !== undefined
  return isInternational ? compact : plan.callingCode + compact
}

const lengthProblem = (e164: string, plan: NumberingPlan | undefined): string | undefined => {
  if (e164.startsWith('0')) return 'no calling code begins with 0'
  if (!plan) {
    return e164.length < shortest || e164.length > longest ? `a phone has ${shortest} to ${longest} digits` : undefined
  }
  const count = e164.length - plan.callingCode.length
  const wanted = plan.nationalDigits
  if (count !== wanted) return `a number of +${plan.callingCode} has ${wanted} digits after it, this one has ${count}`
  return e164[plan.callingCode.length] === '0' ? `no number of +${plan.callingCode} begins with 0` : undefined
}

const refusal = (field: string, message: string): Failure =>
  new Failure('invalid', 'funnel.invalid_phone', `${field}: ${message}`, {
    details: { errors: [{ path: field, message }] },
  })
