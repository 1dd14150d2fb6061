import type { TitleName } from './decision.ts'

/** A title as the audit trail names it. */
export const tellName = ({ publisher, title }: TitleName): string => `${publisher}: ${title}`
