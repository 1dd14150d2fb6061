import type { GlobalSecondaryIndexDescription } from '@aws-sdk/client-dynamodb'
import { tableDefinition } from '../lib/foundation/table/definition.ts'

/** Attributes that lists show and an index does not have, as one that an earlier version made. */
export const missingAttributes = ({ Projection }: GlobalSecondaryIndexDescription): string[] =>
  tableDefinition.projected.filter((name) => !Projection?.NonKeyAttributes?.includes(name))
