import { Stack } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { addAlarms } from './alarms.ts'
import { ChangeFeed } from './change-feed.ts'
import { addDashboard } from './dashboard.ts'
import { LedgerApi } from './http-api.ts'
import { LedgerFunction } from './ledger-function.ts'
import { LedgerTable } from './ledger-table.ts'
import { WorkQueue } from './work-queue.ts'

/** Watches all that its stack has so far: what was added without a thought of alarms is watched, too. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { alarmTopicArn }: { alarmTopicArn: string | undefined }) {
    super(scope, id)
    const constructs = Stack.of(this).node.findAll()
    const [api] = constructs.filter((each) => each instanceof LedgerApi)
    const [table] = constructs.filter((each) => each instanceof LedgerTable)
    const [changes] = constructs.filter((each) => each instanceof ChangeFeed)
    const functions = constructs.filter((each) => each instanceof LedgerFunction)
    const sweep = functions.find(({ node }) => node.id === 'sweep')
    if (!api || !table || !changes || !sweep)
      throw new Error('There is nothing to watch yet: the API, the table and the functions come first.')
    const queues = constructs.filter((each) => each instanceof WorkQueue)
    const watched = { functions, queues, api, table, changes, sweep }
    addDashboard(this, watched, addAlarms(this, watched, alarmTopicArn))
  }
}
