import { Stack } from 'aws-cdk-lib'
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb'
import { type Conditions, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { type IndexName, tableDefinition } from '../../lib/foundation/table/definition.ts'
import { detailsPrefix } from '../../lib/foundation/table/keys.ts'
import type { Binding } from './ledger-function.ts'
import type { Settings } from './settings.ts'

const itemActions = ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'] as const
type ItemAction = (typeof itemActions)[number]
const isWrite = (action: ItemAction): boolean => ['PutItem', 'UpdateItem', 'DeleteItem'].includes(action)

/** Other ways to items, which nothing is allowed. */
const otherActions = ['Query', 'BatchWriteItem', 'PartiQLSelect', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete']

/** How a function uses the table. */
interface TableUse {
  /** On items by their key; a transaction needs just the actions of its parts. */
  items?: readonly ItemAction[]
  /** Those of them that it may do to the details of other agreements, which hold registration keys. */
  details?: readonly ItemAction[]
  /** What it queries. */
  queries: readonly ('table' | IndexName)[]
  /** The partitions that it may write to, `*` for any text; all of them where this is absent. */
  writesTo?: readonly string[]
}

const text = (name: string) => ({ name, type: AttributeType.STRING })

/** The single table, made from the definition that the local stack and the tests read too. */
export class LedgerTable extends Construct {
  readonly name: string
  /** Tells of changes, by the keys of items alone: images would carry license keys. */
  readonly streamArn: string
  readonly #arn: string

  constructor(
    scope: Construct,
    id: string,
    { keeping, restoredTable, restoredStreamArn }: Pick<Settings, 'keeping' | 'restoredTable' | 'restoredStreamArn'>,
  ) {
    super(scope, id)
    const { partitionKey, sortKey, timeToLive, indexes, projected } = tableDefinition
    const { tableName, tableArn, tableStreamArn } = new TableV2(this, 'Table', {
      partitionKey: text(partitionKey),
      sortKey: text(sortKey),
      timeToLiveAttribute: timeToLive,
      globalSecondaryIndexes: indexes.map((index) => ({
        indexName: index.name,
        partitionKey: text(index.partitionKey),
        sortKey: text(index.sortKey),
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: [...projected],
      })),
      billing: Billing.onDemand(),
      dynamoStream: StreamViewType.KEYS_ONLY,
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: keeping.deletionProtection,
      removalPolicy: keeping.removalPolicy,
    })
    // The own table stays as it is, so that a deployment without the setting goes back to it.
    this.name = restoredTable ?? tableName
    this.#arn =
      restoredTable === undefined
        ? tableArn
        : Stack.of(this).formatArn({ service: 'dynamodb', resource: 'table', resourceName: restoredTable })
    if (tableStreamArn === undefined) throw new Error('CDK makes tables otherwise than it did.')
    this.streamArn = restoredStreamArn ?? tableStreamArn
  }

  /** Sends changes of the table to a function. */
  changes(): Binding {
    return {
      statements: [
        new PolicyStatement({
          actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
          resources: [this.streamArn],
        }),
        new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: ['*'] }),
      ],
      acknowledged: [{ id: 'AwsSolutions-IAM5[Resource::*]', reason: 'Streams can be listed only all together.' }],
    }
  }

  /** Lets a function use the table in just this way. */
  access({ items = [], details = [], queries, writesTo }: TableUse): Binding {
    const arnOf = (target: 'table' | IndexName) => (target === 'table' ? this.#arn : `${this.#arn}/index/${target}`)
    const keptFromDetails = [...itemActions.filter((action) => !details.includes(action)), ...otherActions]
    const everything = [this.#arn, ...tableDefinition.indexes.map(({ name }) => arnOf(name))]
    const unbound = items.filter((action) => writesTo === undefined || !isWrite(action))
    const bound = items.filter((action) => !unbound.includes(action))
    return {
      variables: { TABLE_NAME: this.name },
      statements: [
        ...this.#allow(unbound),
        ...this.#allow(bound, { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': writesTo } }),
        ...(queries.length > 0
          ? [new PolicyStatement({ actions: ['dynamodb:Query'], resources: queries.map(arnOf) })]
          : []),
        // Nothing allows it; denied, it stays so whatever a later statement or a managed policy allows.
        new PolicyStatement({ effect: Effect.DENY, actions: ['dynamodb:Scan'], resources: everything }),
        new PolicyStatement({
          effect: Effect.DENY,
          actions: keptFromDetails.map((action) => `dynamodb:${action}`),
          resources: [this.#arn],
          // Of a batch or a transaction every item is looked at.
          conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': [`${detailsPrefix}*`] } },
        }),
      ],
    }
  }

  #allow(actions: readonly ItemAction[], conditions: Conditions = {}): PolicyStatement[] {
    const names = actions.map((action) => `dynamodb:${action}`)
    return names.length > 0 ? [new PolicyStatement({ actions: names, resources: [this.#arn], conditions })] : []
  }
}
