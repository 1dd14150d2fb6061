import type { Route } from '../../lib/foundation/http/route.ts'
import type { Ledger } from '../../lib/foundation/table/ledger.ts'
import type { AnswerShelf } from '../../lib/positions/answers/title-rows.ts'
import { type ReadableFiles, signedFiles } from '../../lib/positions/snapshot/files.ts'
import { Environment } from './environment.ts'
import { signer, snapshotsOf } from './snapshots.ts'
import { serve, wire } from './wire.ts'

/** The handler of routes that answer from snapshots, and from facts that are newer. */
export const serveAnswers = (
  routes: readonly Route<Ledger & AnswerShelf & { files: ReadableFiles; timeZone: string }>[],
) => {
  const environment = Environment.pick({
    TABLE_NAME: true,
    ROLES_CLAIM: true,
    BUCKET_NAME: true,
    STALE_AFTER_HOURS: true,
    LEDGER_TIME_ZONE: true,
  }).parse(process.env)
  const ledger = wire(environment)
  const snapshots = snapshotsOf(ledger, environment)
  const files = signedFiles(signer(environment.BUCKET_NAME))
  const { STALE_AFTER_HOURS: staleAfterHours, LEDGER_TIME_ZONE: timeZone } = environment
  return serve(routes, { ...ledger, staleAfterHours, timeZone, snapshots, files }, environment)
}
