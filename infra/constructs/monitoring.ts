import { Stack } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { Alarms } from './alarms.ts'
import { addDashboard } from './dashboard.ts'
import { LedgerApi } from './http-api.ts'
import { LedgerFunction } from './ledger-function.ts'
import { LedgerTable } from './ledger-table.ts'
import { WorkQueue } from './work-queue.ts'

/** Watches all that its stack has so far: what was added without a thought of alarms has them. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { alarmTopicArn }: { alarmTopicArn: string | undefined }) {
    super(scope, id)
    const constructs = Stack.of(this).node.findAll()
    const [api] = constructs.filter((each) => each instanceof LedgerApi)
    const [table] = constructs.filter((each) => each instanceof LedgerTable)
    if (!api || !table) throw new Error('There is nothing to watch yet: the API and the table come first.')
    const watched = {
      functions: constructs.filter((each) => each instanceof LedgerFunction),
      queues: constructs.filter((each) => each instanceof WorkQueue),
      api,
      table,
    }
    const { all } = new Alarms(this, 'Alarms', watched, alarmTopicArn)
    addDashboard(this, watched, all)
  }
}
