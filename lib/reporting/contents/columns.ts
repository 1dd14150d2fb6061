import type { unlimited } from '../../agreements/records/other-agreement.ts'

/** A column of a report in all formats but JSON. */
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

export const text = <Row>(heading: string, width: number, of: (row: Row) => string | undefined): Column<Row> => ({
  kind: 'text',
  heading,
  width,
  of,
})

export const number = <Row>(
  heading: string,
  width: number,
  of: (row: Row) => number | typeof unlimited | undefined,
): Column<Row> => ({ kind: 'number', heading, width, of })

export const difference = <Row>(of: (row: Row) => number | undefined): Column<Row> => ({
  kind: 'number',
  heading: 'Difference',
  width: 14,
  of,
  isDifference: true,
})

export const day = <Row>(heading: string, width: number, of: (row: Row) => string | undefined): Column<Row> => ({
  kind: 'day',
  heading,
  width,
  of,
})

export const yesOrNo = (value: boolean): string => (value ? 'yes' : 'no')

/** Codes as people read them: `no-entitlement` is "no entitlement". */
export const words = (code: string): string => code.replaceAll('-', ' ')

/** Numbers as people read them: `1,234`. */
export const grouped = new Intl.NumberFormat('en').format
