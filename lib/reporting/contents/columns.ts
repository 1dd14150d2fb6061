import type { unlimited } from '../../agreements/records/other-agreement.ts'

export interface Column<Row> {
  kind: 'text' | 'number' | 'day'
  heading: string
  /** Characters; how wide workbooks show it. */
  width: number
  of: (row: Row) => string | number | undefined
  /** Of numbers: below 0 licenses are missing. */
  isDifference?: true
}

/** Columns that a page shows in one cell, the first of them largest; elsewhere they stand beside each other. */
export type Stack<Row> = readonly Column<Row>[]

const columnOf =
  <Value extends string | number>(kind: Column<never>['kind']) =>
  <Row>(heading: string, width: number, of: (row: Row) => Value | undefined): Column<Row> => ({
    kind,
    heading,
    width,
    of,
  })

export const text = columnOf<string>('text')
export const number = columnOf<number | typeof unlimited>('number')
export const day = columnOf<string>('day')
export const difference = <Row>(of: (row: Row) => number | undefined): Column<Row> => ({
  ...number('Difference', 14, of),
  isDifference: true,
})

export const yesOrNo = (value: boolean): string => (value ? 'yes' : 'no')

/** Codes as people read them: `no-entitlement` is "no entitlement". */
export const words = (code: string): string => code.replaceAll('-', ' ')

export const grouped = new Intl.NumberFormat('en').format
