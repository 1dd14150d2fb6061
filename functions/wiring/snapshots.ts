import { linkSigner } from '../../lib/foundation/bucket/link-signer.ts'
import type { Ledger } from '../../lib/foundation/table/ledger.ts'
import { signedFiles } from '../../lib/positions/snapshot/files.ts'
import { type SnapshotReader, snapshotReader } from '../../lib/positions/snapshot/snapshot-reader.ts'
import { Runtime } from './environment.ts'

/** Signs links to objects of a bucket. @param minutes for which they are good */
export const signer = (bucket: string, minutes?: number) => {
  const { AWS_REGION: region, AWS_ENDPOINT_URL_S3: endpoint } = Runtime.parse(process.env)
  return linkSigner(bucket, region, endpoint, minutes)
}

/** Reads snapshots without an S3 client. */
export const snapshotsOf = (
  { table, now }: Pick<Ledger, 'table' | 'now'>,
  { BUCKET_NAME, LEDGER_TIME_ZONE: timeZone }: { BUCKET_NAME: string; LEDGER_TIME_ZONE: string },
): SnapshotReader => snapshotReader({ table, files: signedFiles(signer(BUCKET_NAME)), now, timeZone })
