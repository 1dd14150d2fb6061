/** Raised with each change of rules.tsv or of data/words.tsv. Code that compares them need not load the rules. */
export const rulesVersion: number = 1
export const matchRulesVersion: number = 1
