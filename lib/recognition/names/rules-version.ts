/** Raised with each release that changes rules.tsv or a file of data. Code that compares them need not load the rules. */
export const rulesVersion: number = 1
export const matchRulesVersion: number = 1
