import type { TitleName } from '../decisions/decision.ts'

/** A title as the audit trail names it. */
export const tellName = ({ publisher, title }: TitleName): string => `${publisher}: ${title}`
