import { differences } from '../differences.ts'
import type { Fact, Wanted } from './facts.ts'

/** Where what was told of a fact is not so, in the form in which the most of it is. None when nothing was told. */
export const distance = <Seen extends Fact>({ told, forms }: Wanted<Seen>, fact: Seen): readonly string[] => {
  if (told === undefined) return []
  const different = forms(fact).map((form) => differences(told, form))
  return different.toSorted((one, other) => one.length - other.length)[0] ?? []
}
