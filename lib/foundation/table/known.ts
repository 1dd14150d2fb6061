import { ZodError } from 'zod'
import { jsonLog, measured } from '../log/log.ts'
import type { Item } from './table.ts'

const unknown: readonly string[] = ['invalid_value', 'invalid_union', 'unrecognized_keys']

/**
 * Reads stored items that a newer version may have written, as before a rollback or while a deployment goes on: one with
 * a value that this version does not know is skipped, logged and counted. Anything else that is wrong is thrown.
 */
export const known =
  <T>(parse: (item: Item) => T) =>
  (item: Item): T[] => {
    try {
      return [parse(item)]
    } catch (error) {
      if (!(error instanceof ZodError && error.issues.every(({ code }) => unknown.includes(code)))) throw error
      skipped(
        String(item.pk),
        error.issues.map(({ path }) => path.join('.')),
      )
      return []
    }
  }

/** @param where a partition, or a kind of work: no name or number */
export const skipped = (where: string, fields: readonly string[]): void =>
  jsonLog().warn('unknown stored value skipped', {
    where,
    fields,
    ...measured({ UnknownStoredValues: { value: 1, unit: 'Count' } }),
  })
