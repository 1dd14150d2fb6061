import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import { chosenEngine, startDynamo } from '../infra/local/dynamodb.ts'
import { startEmulator } from '../infra/local/emulator.ts'
import { freePort } from '../infra/local/ports.ts'
import { importerOn, s3ClientOf } from '../test/support/importer-on.ts'
import { clientOf, ledgerOn, type TestLedger } from '../test/support/ledger-on.ts'

/** Starts a table engine, in memory, and the S3 emulator: what the sections of the benchmark run on. */
export const openStage = async () => {
  const directory = mkdtempSync(`${tmpdir()}/license-ledger-bench-`)
  const engine = chosenEngine()
  const dynamo = await startDynamo({ engine })
  const emulator = await startEmulator({ port: await freePort(0), directory, bucket: 'drops', region: 'eu-central-1' })
  const client = clientOf(dynamo.endpoint)
  const s3 = s3ClientOf(emulator.endpoint)
  return {
    engine,
    client,
    /** Another client, which no one meters. */
    aside: clientOf(dynamo.endpoint),
    s3,
    endpoints: { dynamodb: dynamo.endpoint, s3: emulator.endpoint },
    queueUrls: emulator.queueUrls,
    /** A ledger with a table of its own, without its stream: Dynoxide looks through all records of a stream at each write. */
    newLedger: async () => {
      const ledger = await ledgerOn(client)
      const StreamSpecification = { StreamEnabled: false }
      await client.send(new UpdateTableCommand({ TableName: ledger.tableName, StreamSpecification }))
      return ledger
    },
    importerFor: (ledger: TestLedger) => importerOn(emulator.endpoint, ledger),
    close: async () => {
      await Promise.all([dynamo.stop(), emulator.stop()])
      rmSync(directory, { recursive: true })
    },
  }
}

export type Stage = Awaited<ReturnType<typeof openStage>>
