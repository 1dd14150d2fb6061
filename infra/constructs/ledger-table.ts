import { Stack } from 'aws-cdk-lib'
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { type IndexName, tableDefinition } from '../../lib/table/definition.ts'
import type { Binding } from './ledger-function.ts'
import type { Settings } from './settings.ts'

type ItemAction = 'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheckItem'

/** How a function uses the table. */
interface TableUse {
  /** On items by their key; a transaction needs just the actions of its parts. */
  items?: readonly ItemAction[]
  /** What it queries. */
  queries: readonly ('table' | IndexName)[]
}

const text = (name: string) => ({ name, type: AttributeType.STRING })

/** The single table, made from the definition that the local stack and the tests read too. */
export class LedgerTable extends Construct {
  readonly name: string
  readonly #arn: string

  constructor(scope: Construct, id: string, { keeping, restoredTable }: Pick<Settings, 'keeping' | 'restoredTable'>) {
    super(scope, id)
    const { partitionKey, sortKey, timeToLive, indexes, projected } = tableDefinition
    const { tableName, tableArn } = new TableV2(this, 'Table', {
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
  }

  /** Lets a function use the table in just this way. */
  access({ items = [], queries }: TableUse): Binding {
    const arnOf = (target: 'table' | IndexName) => (target === 'table' ? this.#arn : `${this.#arn}/index/${target}`)
    const everything = [this.#arn, ...tableDefinition.indexes.map(({ name }) => arnOf(name))]
    return {
      variables: { TABLE_NAME: this.name },
      statements: [
        ...(items.length > 0
          ? [new PolicyStatement({ actions: items.map((action) => `dynamodb:${action}`), resources: [this.#arn] })]
          : []),
        new PolicyStatement({ actions: ['dynamodb:Query'], resources: queries.map(arnOf) }),
        // Nothing allows it; denied, it stays so whatever a later statement or a managed policy allows.
        new PolicyStatement({ effect: Effect.DENY, actions: ['dynamodb:Scan'], resources: everything }),
      ],
    }
  }
}
