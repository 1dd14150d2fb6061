import type { Log } from '../../foundation/log/log.ts'
import { measured } from '../../foundation/log/metrics.ts'
import type { ImportEnd } from './end-import.ts'

/** Tells of an import that has ended, in one line that is counted as metrics too. */
export const tellImportEnd =
  (log: Log) =>
  ({ importId, status, counts, milliseconds }: ImportEnd): void =>
    log.info('import ended', {
      importId,
      status,
      counts,
      ...measured({
        ImportRows: { value: counts.rows, unit: 'Count' },
        ImportRejected: { value: counts.rejected, unit: 'Count' },
        ImportDuration: { value: milliseconds, unit: 'Milliseconds' },
      }),
    })
