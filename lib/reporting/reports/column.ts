import type { unlimited } from '../../agreements/records/other-agreement.ts'

/** A column of a report, as every format but JSON has it. */
export type Column<Row> = {
  heading: string
  /** Characters; how wide workbooks show it. */
  width: number
} & (
  | { kind: 'text'; of: (row: Row) => string | undefined }
  /** @param isDifference below 0 licenses are missing */
  | { kind: 'number'; of: (row: Row) => number | typeof unlimited | undefined; isDifference?: true }
  /** `YYYY-MM-DD` */
  | { kind: 'day'; of: (row: Row) => string | undefined }
)

/** Columns that a page shows in one cell, the first of them largest; elsewhere they stand beside each other. */
export type Stack<Row> = readonly Column<Row>[]

export const yesOrNo = (value: boolean): string => (value ? 'yes' : 'no')

/** Codes as people read them: `no-entitlement` is "no entitlement". */
export const words = (code: string): string => code.replaceAll('-', ' ')

/** Numbers as people read them: `1,234`. */
export const grouped = new Intl.NumberFormat('en').format
