import type { Log } from '../../foundation/log/log.ts'
import { measured } from '../../foundation/log/metrics.ts'
import type { StoredRefresh } from './refresh.ts'

/** Tells of a refresh that has ended, in one line that is counted as metrics too. */
export const tellRefreshEnd =
  (log: Log) =>
  ({ id: refreshId, type, trigger, status, calls, pairs, failed, error }: StoredRefresh): void =>
    log.info('refresh ended', {
      refreshId,
      type,
      trigger,
      status,
      ...(error && { code: error.code }),
      ...measured({
        RefreshPairs: { value: pairs, unit: 'Count' },
        RefreshFailedPairs: { value: failed, unit: 'Count' },
        RefreshCalls: { value: calls, unit: 'Count' },
      }),
    })
