import { createHash } from 'node:crypto'
import { rulesVersion } from '../../recognition/names/rules-version.ts'
import { matchRulesVersion } from '../../recognition/products/match-rules-version.ts'
import { formatVersion } from './manifest.ts'
import { snapshotTables } from './tables.ts'

/** Raised when lib/positions/reconcile says something else of the same facts, so that no table is taken over. */
const conclusionsVersion = 1

const columns = createHash('sha256').update(JSON.stringify(snapshotTables)).digest('base64url').slice(0, 6)

/** Of all that conclusions follow from beside the facts: when it changes, everything is concluded anew. */
export const knowledgeVersion = [rulesVersion, matchRulesVersion, formatVersion, conclusionsVersion, columns].join('.')
