import { readDataLines } from '../../foundation/files/data-file.ts'

/** rentals.tsv explains itself. */
const read = () =>
  new Map(
    readDataLines(new URL('rentals.tsv', import.meta.url)).map(
      ({ publisher = '', family = '', since = '', runs }) =>
        [`${publisher}|${family}`, { since: since.split(' ').map(Number), runsAll: runs === 'all' }] as const,
    ),
  )

let rentals: ReturnType<typeof read> | undefined

const isYear = (version: number): boolean => version > 1900

/** @returns how a version is sold of what was bought up to a version and is rented since; undefined for all else */
export const rentalOfVersion = (publisher: string, family: string, version: string) => {
  rentals ??= read()
  const rental = rentals.get(`${publisher}|${family}`) ?? rentals.get(`${publisher}|`)
  const number = Number.parseInt(version, 10)
  if (rental === undefined || Number.isNaN(number)) return undefined
  const isRented = rental.since.some((first) => isYear(first) === isYear(number) && number >= first)
  return { isRented, runsAll: isRented && rental.runsAll }
}
