import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch'
import { EventSourceMapping, FilterCriteria, type IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { listsKey } from '../../lib/foundation/table/keys.ts'
import { factPartitionPrefixes } from '../../lib/positions/runs/ask-for-runs.ts'
import type { LedgerTable } from './ledger-table.ts'

/** Records of one invocation: a counter rises once for all of them. */
const recordsAtOnce = 1_000

interface ChangeFeedProps {
  table: LedgerTable
  /** Counts changes. */
  worker: IFunction
}

/**
 * Tells a function of changes of facts, without waiting for more of them. Other items are filtered out before it is
 * called: the reconciliation would trigger itself. Records are tried again until the function has taken them, together
 * and without end: no record can be at fault by itself, as only keys are looked at, and a change that is not counted
 * would be missed until the next day.
 */
export class ChangeFeed extends Construct {
  readonly #worker: IFunction

  constructor(scope: Construct, id: string, { table, worker }: ChangeFeedProps) {
    super(scope, id)
    this.#worker = worker
    const ofKeys = (keys: Record<string, unknown[]>) =>
      FilterCriteria.filter({
        dynamodb: { Keys: Object.fromEntries(Object.entries(keys).map(([name, S]) => [name, { S }])) },
      })
    new EventSourceMapping(this, 'Feed', {
      eventSourceArn: table.streamArn,
      target: worker,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: recordsAtOnce,
      filters: [
        ofKeys({ pk: factPartitionPrefixes.map((prefix) => ({ prefix })) }),
        ofKeys({ pk: [listsKey.pk], sk: [listsKey.sk] }),
      ],
    })
  }
  /** How long ago the change was made that the function was handed last: milliseconds. */
  metricAge(options: MetricOptions): IMetric {
    return this.#worker.metric('IteratorAge', options)
  }
}
