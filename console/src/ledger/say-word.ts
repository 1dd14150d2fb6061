import { text as history } from '../texts/en/history.ts'
import { text as imports } from '../texts/en/imports.ts'
import { words } from '../texts/en/words.ts'
import { day } from '../texts/format.ts'

const dictionaries: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  type: words.agreementType,
  program: words.program,
  restrictions: words.restriction,
  details: history.details,
  kind: words.titleKind,
  metric: words.metric,
  layout: imports.layouts,
  source: words.inventorySource,
}

/** What a word that the trail stores in a field is called. */
export const sayWord = (field: string, value: string): string => {
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return day(value)
  return dictionaries[field]?.[value] ?? value
}
