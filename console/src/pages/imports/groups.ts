import type { components } from '../../api/schema.d.ts'

type ImportError = components['schemas']['ImportError']

/** Errors of one code. */
export interface ErrorGroup {
  code: string
  errors: ImportError[]
}

/** Errors by their codes, the most frequent first; of equal ones that of the earlier line. */
export const groupErrors = (errors: readonly ImportError[]): ErrorGroup[] =>
  [...Map.groupBy(errors, ({ code }) => code)]
    .map(([code, errors]) => ({ code, errors }))
    .sort((one, other) => other.errors.length - one.errors.length)
