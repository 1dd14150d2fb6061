import { Stack } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { Alarms } from './alarms.ts'
import { ChangeFeed } from './change-feed.ts'
import { addDashboard } from './dashboard.ts'
import { LedgerApi } from './http-api.ts'
import { LedgerFunction } from './ledger-function.ts'
import { LedgerTable } from './ledger-table.ts'
import { countFailures } from './metrics.ts'
import { WorkQueue } from './work-queue.ts'

/** Watches all that its stack has so far: what was added without a thought of alarms has them. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { alarmTopicArn }: { alarmTopicArn: string | undefined }) {
    super(scope, id)
    const constructs = Stack.of(this).node.findAll()
    const [api] = constructs.filter((each) => each instanceof LedgerApi)
    const [table] = constructs.filter((each) => each instanceof LedgerTable)
    const [changes] = constructs.filter((each) => each instanceof ChangeFeed)
    const functions = constructs.filter((each) => each instanceof LedgerFunction)
    const reconciling = functions.find(({ node }) => node.id === 'reconciliation-worker')
    if (!api || !table || !changes || !reconciling)
      throw new Error('There is nothing to watch yet: the API, the table and the functions come first.')
    const watched = {
      functions,
      queues: constructs.filter((each) => each instanceof WorkQueue),
      api,
      table,
      changes,
      failedRuns: countFailures(this, reconciling, 'FailedRuns'),
    }
    const { all } = new Alarms(this, 'Alarms', watched, alarmTopicArn)
    addDashboard(this, watched, all)
  }
}
