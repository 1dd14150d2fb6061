import * as z from 'zod'
import { isDate } from '../../foundation/calendar/written-date.ts'
import { invalidInput } from '../../foundation/errors.ts'
import { refusing } from '../../foundation/text/fault.ts'

export const maximumLicenses = 10_000_000
export const maximumProductName = 256
const maximumDetails = 4_000

interface Term {
  startDate?: string | undefined
  endDate?: string | undefined
}

export const termFault = ({ startDate, endDate }: Term): string | undefined =>
  startDate !== undefined && endDate !== undefined && endDate < startDate
    ? `The agreement would end (${endDate}) before it starts (${startDate}).`
    : undefined

export const expectTerm = (term: Term, pointer: string): void => {
  const message = termFault(term)
  if (message !== undefined) throw invalidInput([{ pointer, code: 'invalid-date', message }])
}

/** Details as they are kept: lines end as on Unix, nothing around them; empty without details. */
export const tidyDetails = (text: string): string => text.replaceAll(/\r\n?/g, '\n').trim()

const strange = /[^\P{Cc}\t\n]/u

/** What details break, told without quoting them; undefined when they are fine. */
export const detailsFault = (text: string): string | undefined => {
  const { length } = [...text]
  if (length > maximumDetails)
    return `The details have ${length} characters; at most ${maximumDetails.toLocaleString('en-US')} are allowed.`
  if (!text.isWellFormed() || strange.test(text)) return 'The details have characters that are no text.'
  return undefined
}

export const ProductName = z.string().trim().min(1).max(maximumProductName)

/** What a site license has instead of a number: it covers any need. */
export const unlimited = 'unlimited'

export const LicenseCount = z
  .union([z.int().min(1).max(maximumLicenses), z.literal(unlimited)], {
    error: `Write a whole number from 1 to ${maximumLicenses}, or "${unlimited}" for a site license.`,
  })
  .meta({ id: 'LicenseCount', description: 'A number of licenses, or `unlimited` for a site license.' })
export type LicenseCount = z.infer<typeof LicenseCount>

export const TermDate = z
  .string()
  .check(refusing('invalid-date', (text) => (isDate(text) ? undefined : 'This is no date. Write YYYY-MM-DD.')))
  .meta({ format: 'date' })

export const Details = z
  .string()
  .overwrite(tidyDetails)
  .check(refusing('invalid-details', detailsFault))
  .meta({
    description: `Contacts, registration keys: at most ${maximumDetails} characters, which managers only can read.`,
  })
