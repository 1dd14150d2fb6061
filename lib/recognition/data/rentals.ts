import { readDataLines } from '../../foundation/files/data-file.ts'

/** By publisher and family, from which version on a product is rented: rentals.tsv explains itself. */
export const readRentals = () =>
  new Map(
    readDataLines(new URL('rentals.tsv', import.meta.url)).map(({ publisher = '', family = '', since, runs }) => [
      `${publisher}|${family}`,
      { since: Number(since), runsAll: runs === 'all' },
    ]),
  )
