import { counted, sumOf } from './meter.ts'
import { dropPairs, largest } from './pair-drop.ts'
import { median, type Row } from './report.ts'
import { amount } from './size.ts'
import type { Stage } from './stage.ts'

const sizes = [largest / 100, largest / 10]
const runs = amount(7, 1)

const measure = async (stage: Stage, lines: number) => {
  const times: number[] = []
  for (let run = 0; run < runs; run++) times.push(await (await dropPairs(stage, lines)).run())
  return median(times)
}

const countRequests = async (stage: Stage, lines: number): Promise<number> => {
  const { run } = await dropPairs(stage, lines)
  return sumOf((await counted(stage.client, run)).requests)
}

/** How time and requests of an import grow with its lines. @param timeOfLargest in milliseconds, as it was measured */
export const measureGrowth = async (stage: Stage, timeOfLargest: number): Promise<Row[]> => {
  const rows: Row[] = []
  let before: { lines: number; milliseconds: number } | undefined
  for (const lines of [...sizes, largest]) {
    const requests = await countRequests(stage, lines)
    const milliseconds = lines === largest ? timeOfLargest : await measure(stage, lines)
    const exponent = before && Math.log(milliseconds / before.milliseconds) / Math.log(lines / before.lines)
    rows.push({
      lines,
      requests,
      ms: Number(milliseconds.toPrecision(4)),
      'exponent of time': exponent === undefined ? '' : Number(exponent.toFixed(2)),
    })
    before = { lines, milliseconds }
  }
  return rows
}
