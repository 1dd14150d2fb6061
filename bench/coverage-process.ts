/** Covers so many made families, each twice, and tells its parent what that took. */
import { type CoverProblem, cover } from '../lib/positions/cover/cover.ts'
import { makeFamily } from './made-families.ts'

const several = 0.1
const plainFamilies = 1_000

const cpuOf = async <T>(work: () => Promise<T>) => {
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { result, cpu: (user + system) / 1000 }
}

/** Smallest problem that needs the solver. */
const smallest: CoverProblem = {
  combinations: [{ machines: 1, units: 1, needs: [0, 1] }],
  entitlements: [0, 1].map((need) => ({
    quantity: 1,
    isWhole: false,
    costs: new Map([
      [0, need],
      [1, 1 - need],
    ]),
  })),
}

const oneTitle = (need: number): CoverProblem => ({
  combinations: [{ machines: need, units: 1, needs: [need] }],
  entitlements: [{ quantity: 100, isWhole: false, costs: new Map([[need, 0]]) }],
})

const measure = async () => {
  const { cpu: start } = await cpuOf(() => cover(smallest))
  const families: { cpu: number; isProven: boolean; isSame: boolean }[] = []
  for (let seed = 1; seed <= Number(process.argv[2]); seed++) {
    const family = makeFamily(seed, several)
    const { cpu, result } = await cpuOf(() => cover(family))
    const again = await cover(family)
    families.push({ cpu, isProven: result.isProven, isSame: JSON.stringify(again) === JSON.stringify(result) })
  }
  const { cpu: plain } = await cpuOf(async () => {
    for (let need = 1; need <= plainFamilies; need++) await cover(oneTitle(need))
  })
  return { start, families, plain, rss: process.resourceUsage().maxRSS * 1024 }
}

measure().then((measured) => process.send?.(measured))
