import type { ImportError } from '../../work/imports/import-run.ts'

/** Errors of one file that are listed. */
const errorsListed = 10_000

/** Collects what is wrong with a file, in the order of its lines. */
export const collectErrors = () => {
  const listed: ImportError[] = []
  let count = 0
  return {
    add: (faults: readonly ImportError[]): void => {
      count += faults.length
      for (const fault of faults) {
        if (listed.length >= errorsListed) return
        listed.push(fault)
      }
    },

    /**
     * The first errors in the order of lines; when there are more, a last one says how many.
     * @param late errors of any lines that were found afterwards
     */
    list: (late: readonly ImportError[]): ImportError[] => {
      const all = [...listed, ...late].toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0))
      const more = count + late.length - errorsListed
      if (more <= 0) return all
      const message = `The file has ${more} more ${more === 1 ? 'error' : 'errors'}, which are not listed.`
      return [...all.slice(0, errorsListed), { code: 'too-many-errors', message }]
    },
  }
}
