/**
 * Raised with each change of rules.ts and of products/match-rules.ts. They stand apart, so that code which only compares
 * them need not load the rules.
 */
export const rulesVersion: number = 1
export const matchRulesVersion: number = 1
