import type { Highs, Model } from 'highs/legacy-types'

/** A whole number to find, from 0 to `most`. */
export interface Column {
  most: number
  /** What one of it adds to each aim. */
  aims: readonly number[]
  entries: readonly { row: number; value: number }[]
  /** A solution to begin with. */
  start: number
}

/** An integer program all of whose rows are equations. All numbers are whole. */
export interface Program {
  columns: readonly Column[]
  /** What each row adds up to. */
  rows: readonly number[]
}

export interface Solution {
  values: readonly number[]
  /** No solution is better. */
  isProven: boolean
}

const tolerance = 1e-6
/** Sums are whole; a bound by fractions that is no nearer is another. */
const sameSum = 1e-3

const modelOf = ({ columns, rows }: Program) => {
  const entries = columns.flatMap((column) => column.entries)
  let start = 0
  const starts = columns.map((column) => {
    const first = start
    start += column.entries.length
    return first
  })
  return {
    numCols: columns.length,
    numRows: rows.length,
    colCost: columns.map(() => 0),
    colLower: columns.map(() => 0),
    colUpper: columns.map(({ most }) => most),
    rowLower: rows,
    rowUpper: rows,
    matrix: {
      format: 'csc' as const,
      numRows: rows.length,
      numCols: columns.length,
      starts: [...starts, start],
      indices: entries.map(({ row }) => row),
      values: entries.map(({ value }) => value),
    },
  }
}

const costOf = (aim: readonly number[], values: readonly number[]): number =>
  aim.reduce((sum, cost, at) => sum + cost * (values[at] ?? 0), 0)

/** @returns the values as whole numbers; undefined when they are not, or do not add up */
const wholeOf = ({ columns, rows }: Program, found: Float64Array): number[] | undefined => {
  const values = Array.from(found, Math.round)
  if (values.some((value, at) => Math.abs(value - (found[at] ?? Number.NaN)) > tolerance)) return undefined
  const sums = rows.map(() => 0)
  for (const [at, { entries, most }] of columns.entries()) {
    const value = values[at] ?? 0
    if (value < 0 || value > most) return undefined
    for (const { row, value: factor } of entries) sums[row] = (sums[row] ?? 0) + factor * value
  }
  return sums.every((sum, row) => sum === rows[row]) ? values : undefined
}

const minimizeOn = (highs: Highs, model: Model, program: Program, mostNodes: number): Solution => {
  const all = { kind: 'range' as const, from: 0, to: program.columns.length - 1 }
  model.options.set({
    output_flag: false,
    random_seed: 1,
    mip_rel_gap: 0,
    mip_abs_gap: 0.5,
    mip_max_nodes: mostNodes,
    mip_heuristic_run_feasibility_jump: false,
  })
  const held: { aim: readonly number[]; sum: number }[] = []
  const run = () => {
    model.run()
    const { colValue, colDual } = model.getSolution()
    const values = wholeOf(program, colValue)
    const isKept = values && held.every(({ aim, sum }) => costOf(aim, values) <= sum)
    const isBest = model.getModelStatus() === highs.constants.modelStatus.optimal
    return { values: isKept ? values : undefined, isBest, bound: model.getObjectiveValue(), colValue, colDual }
  }
  const { integer } = highs.constants.variableType
  const bounds = program.columns.map(({ most }) => ({ lower: 0, upper: most }))

  let values: readonly number[] = program.columns.map(({ start }) => start)
  let isProven = true
  for (const [at] of program.columns[0]?.aims.entries() ?? []) {
    const aim = program.columns.map(({ aims }) => aims[at] ?? 0)
    model.changeColsCost(all, aim)
    model.clearIntegrality()
    const relaxed = run()
    let found = relaxed
    if (!found.values || !found.isBest) {
      model.changeColsIntegrality(all, Array(aim.length).fill(integer))
      model.setSolution({ colValue: values })
      found = run()
    }
    values = found.values ?? values
    isProven &&= found.values !== undefined && found.isBest

    const sum = costOf(aim, values)
    held.push({ aim, sum })
    if (relaxed.isBest && Math.abs(sum - relaxed.bound) < sameSum) {
      // A column that costs something to move stays where it is in every solution with this sum.
      for (const [column, bound] of bounds.entries())
        if (Math.abs(relaxed.colDual[column] ?? 0) > tolerance)
          bound.lower = bound.upper = Math.round(relaxed.colValue[column] ?? 0)
      model.changeColsBounds(
        all,
        bounds.map(({ lower }) => lower),
        bounds.map(({ upper }) => upper),
      )
    } else {
      const indices = [...aim.keys()].filter((column) => aim[column] !== 0)
      model.addRow(-highs.infinity, sum, { indices, values: indices.map((column) => aim[column] ?? 0) })
    }
  }
  return { values, isProven }
}

let loading: Promise<Highs> | undefined

/**
 * Finds whole numbers with the smallest sum of the first aim, among these with that of the second, and so on. Each aim is
 * first pursued in fractions, which mostly come out whole, and only else by a search. What is found is checked in whole
 * numbers. The same program gives the same solution.
 * @param mostNodes of a search, which takes some 20 to 45 ms for one of a hard program. A limit in time would give other
 * solutions on other machines.
 */
export const minimize = async (program: Program, mostNodes = 2_000): Promise<Solution> => {
  loading ??= import('highs').then(({ default: load }) => load())
  const highs = await loading
  return highs.withModel(modelOf(program), (model) => minimizeOn(highs, model, program, mostNodes))
}
