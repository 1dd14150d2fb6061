/** Raised with each change of rules.ts. It stands apart, so that who compares it need not load the rules. */
export const rulesVersion: number = 1
