import { type Changed, historyEntry } from '../../audit/trail.ts'
import { agreementHistoryKey } from '../../foundation/table/keys.ts'
import type { PairLedger } from '../../foundation/table/ledger.ts'
import type { Write } from '../../foundation/table/table.ts'
import type { ImportError, StoredImport } from '../../work/imports/import-run.ts'
import { deletionOf, goneState, readPairsToFree } from '../edits/delete-agreement.ts'
import { freePairs } from '../edits/remove-pairs.ts'
import { pairsPerTransaction } from '../records/agreement.ts'
import { changePairs, findAgreement } from '../records/agreement-store.ts'
import { pairKey } from '../records/pair.ts'
import { isVolume, type StoredAgreement, type WholeVolumeAgreement } from '../records/stored-agreement.ts'
import { readPairs, type StoredPair } from '../records/stored-pair.ts'
import type { PairLine, Unit } from './pair-file.ts'

/** Parts of agreements that one transaction looks at. */
const partsAtOnce = 20

/** Some lines of one agreement: as many as one transaction can take out. */
interface Part {
  lines: PairLine[]
  /** Where the run stands behind it. */
  next: Pick<StoredImport, 'nextUnit' | 'nextLine'>
}

/** What taking back the import's share in a part takes. */
export interface Step {
  next: Part['next']
  writes: Write[]
  changes: Changed[]
  /** Agreement that leaves its group as it goes. */
  leaves?: StoredAgreement
  agreements: number
  /** Agreements that get back what they had. */
  restored?: number
  pairs: number
  left: ImportError[]
  /** Work that follows, when an agreement had many pairs. */
  work?: string | undefined
}

export type Who = { actor: string; at: string }
export type Share = Omit<Step, 'next'>
type Pairs = ReadonlyMap<string, StoredPair>

export const nothingToTakeBack: Share = { writes: [], changes: [], agreements: 0, pairs: 0, left: [] }

const nextParts = ({ nextUnit, nextLine }: StoredImport, units: readonly Unit[]): Part[] => {
  const parts: Part[] = []
  for (const [offset, unit] of units.slice(nextUnit, nextUnit + partsAtOnce).entries()) {
    const from = offset === 0 ? nextLine : 0
    const lines = unit.lines.slice(from, from + pairsPerTransaction)
    const to = from + lines.length
    const index = nextUnit + offset
    const isLast = to === unit.lines.length
    parts.push({ lines, next: isLast ? { nextUnit: index + 1, nextLine: 0 } : { nextUnit: index, nextLine: to } })
    if (!isLast) break
  }
  return parts
}

const leave = (
  [first]: readonly PairLine[],
  { agreement }: WholeVolumeAgreement,
  code: string,
  why: string,
): Share => ({
  ...nothingToTakeBack,
  left: first ? [{ line: first.line, code, message: `The agreement ${agreement.name} (${agreement.id}) ${why}` }] : [],
})

/** The import made the agreement, and nobody changed it since. */
const takeAway = async (ledger: PairLedger, whole: WholeVolumeAgreement, known: Pairs, who: Who): Promise<Share> => ({
  ...nothingToTakeBack,
  ...deletionOf(ledger, whole, await readPairsToFree(ledger.table, whole, known), who),
  changes: [goneState(whole)],
  leaves: whole.agreement,
  agreements: 1,
})

/** The import added pairs to an agreement that was there. */
const takeOut = (whole: WholeVolumeAgreement, added: Pairs, who: Who): Share => {
  const { agreement } = whole
  const pairs = whole.pairs.filter((pair) => added.has(pairKey(pair)))
  const before = { pairCount: agreement.pairCount, pairs }
  const after = { pairCount: agreement.pairCount - pairs.length }
  return {
    ...nothingToTakeBack,
    writes: [
      ...changePairs(agreement, { removed: pairs }, who.at),
      ...freePairs(pairs, added, agreement.id),
      historyEntry(agreementHistoryKey(agreement.id, agreement.version + 1), who, 'pairs-removed', { before, after }),
    ],
    changes: [{ type: 'agreement', id: agreement.id, name: agreement.name, before, after }],
    pairs: pairs.length,
  }
}

const shareIn = async (
  ledger: PairLedger,
  run: StoredImport,
  { lines }: Part,
  whole: WholeVolumeAgreement,
  added: Pairs,
  who: Who,
): Promise<Share> => {
  const { importId, version, pairCount } = whole.agreement
  if (importId === run.id && version === 1) return takeAway(ledger, whole, added, who)
  if (importId === run.id) return leave(lines, whole, 'changed-since', 'was changed since it was imported.')
  return added.size === pairCount
    ? leave(lines, whole, 'last-pair', 'has no other pairs than those that the import added.')
    : takeOut(whole, added, who)
}

/** The next steps of an undo, from what the ledger holds now: only pairs that this very import wrote are its own. */
export const nextSteps = async (
  ledger: PairLedger,
  run: StoredImport,
  units: readonly Unit[],
  who: Who,
): Promise<Step[]> => {
  const parts = nextParts(run, units)
  const pairs = await readPairs(
    ledger.table,
    parts.flatMap(({ lines }) => lines),
  )
  return Promise.all(
    parts.map(async (part): Promise<Step> => {
      const written = part.lines.flatMap((line) => pairs.get(pairKey(line)) ?? [])
      const ours = written.filter(({ importId }) => importId === run.id)
      const [first] = ours
      const found = first && (await findAgreement(ledger.table, first.agreementId))
      const whole = found && isVolume(found) ? found : undefined
      const added = new Map(ours.map((pair) => [pairKey(pair), pair]))
      return { next: part.next, ...(whole ? await shareIn(ledger, run, part, whole, added, who) : nothingToTakeBack) }
    }),
  )
}
