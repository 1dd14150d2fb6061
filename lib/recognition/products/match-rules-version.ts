/** Raised with each change of match-rules.ts. It stands apart, so that who compares it need not load the rules. */
export const matchRulesVersion = 1
