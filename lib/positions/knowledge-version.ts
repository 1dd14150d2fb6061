import { matchRulesVersion } from '../matching/match-rules.ts'
import { rulesVersion } from '../normalization/rules.ts'

/** Of all rules and data that conclusions follow from: when it changes, everything is concluded anew. */
export const knowledgeVersion = `${rulesVersion}.${matchRulesVersion}`
