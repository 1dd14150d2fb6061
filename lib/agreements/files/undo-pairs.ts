import { changeOf } from '../../audit/trail.ts'
import type { Who } from '../../foundation/table/ledger.ts'
import type { ImportLedger } from '../../work/imports/import-kind.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { deletionOf, readPairsToFree } from '../edits/delete-agreement.ts'
import { freePairs } from '../edits/edit-pairs.ts'
import { pairsPerTransaction } from '../records/agreement.ts'
import { agreementHistory } from '../records/agreement-trail.ts'
import { changePairs } from '../records/agreement-writes.ts'
import { pairKey } from '../records/pair.ts'
import { findAgreement, isVolume, type WholeVolumeAgreement } from '../records/stored-agreement.ts'
import { readPairs, type StoredPair } from '../records/stored-pair.ts'
import type { PairFile, PairLine } from './pair-file.ts'
import { leave, type Undone, type UndoPlan, undoWith } from './undo.ts'

const partsAtOnce = 20

interface Part {
  lines: PairLine[]
  next: UndoPlan['next']
}

const nextParts = ({ nextUnit, nextLine }: StoredImport, { units }: PairFile): Part[] => {
  const parts: Part[] = []
  for (const [offset, { lines }] of units.slice(nextUnit, nextUnit + partsAtOnce).entries()) {
    const from = offset === 0 ? nextLine : 0
    const to = from + pairsPerTransaction
    const goesOn = to < lines.length
    const index = nextUnit + offset
    const next = goesOn ? { nextUnit: index, nextLine: to } : { nextUnit: index + 1, nextLine: 0 }
    parts.push({ lines: lines.slice(from, to), next })
    if (goesOn) break
  }
  return parts
}

const removeAdded = (whole: WholeVolumeAgreement, added: ReadonlyMap<string, StoredPair>, who: Who): Undone => {
  const { agreement } = whole
  const removed = whole.pairs.filter((pair) => added.has(pairKey(pair)))
  const { writes, states } = changePairs(agreement, { removed }, who.at)
  return {
    writes: [
      ...writes,
      ...freePairs(removed, added, agreement.id),
      agreementHistory(agreement, 'pairs-removed', who, states),
    ],
    changed: changeOf('agreement', agreement, states),
    pairs: removed.length,
  }
}

/** @param ours pairs of the lines that this very import wrote */
const undoPart = async (
  ledger: ImportLedger,
  run: StoredImport,
  line: number,
  ours: readonly StoredPair[],
  who: Who,
): Promise<Undone> => {
  const [first] = ours
  const whole = first && (await findAgreement(ledger.table, first.agreementId))
  if (!whole || !isVolume(whole)) return {}
  const { agreement } = whole
  const added = new Map(ours.map((pair) => [pairKey(pair), pair]))
  if (agreement.importId === run.id && agreement.version === 1)
    return deletionOf(ledger, whole, await readPairsToFree(ledger.table, whole, added), who)
  if (agreement.importId === run.id)
    return leave(agreement, line, 'changed-since', 'was changed since it was imported.')
  if (added.size < agreement.pairCount) return removeAdded(whole, added, who)
  return leave(agreement, line, 'last-pair', 'has no other pairs than those that the import added.')
}

export const undoPairs = undoWith<PairFile>(async (ledger, run, file, who) => {
  const parts = nextParts(run, file)
  const all = parts.flatMap(({ lines }) => lines)
  const pairs = await readPairs(ledger.table, all)
  return Promise.all(
    parts.map(async ({ lines, next }): Promise<UndoPlan> => {
      const written = lines.flatMap((line) => pairs.get(pairKey(line)) ?? [])
      const ours = written.filter(({ importId }) => importId === run.id)
      return { ...(await undoPart(ledger, run, lines[0]?.line ?? 0, ours, who)), next }
    }),
  )
})
