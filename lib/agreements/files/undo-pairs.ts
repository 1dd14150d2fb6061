import { historyEntry } from '../../audit/trail.ts'
import { agreementHistoryKey } from '../../foundation/table/keys.ts'
import type { ImportLedger } from '../../work/imports/import-kind.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { deletionOf, goneState, readPairsToFree } from '../edits/delete-agreement.ts'
import { freePairs } from '../edits/remove-pairs.ts'
import { pairsPerTransaction } from '../records/agreement.ts'
import { changePairs, findAgreement } from '../records/agreement-store.ts'
import { pairKey } from '../records/pair.ts'
import { isVolume, type WholeVolumeAgreement } from '../records/stored-agreement.ts'
import { readPairs, type StoredPair } from '../records/stored-pair.ts'
import type { PairFile, PairLine } from './pair-file.ts'
import { nothingToTakeBack, type Share, takeBack, type Who, whoTakesBack } from './undo.ts'

/** Parts of agreements that one transaction looks at. */
const partsAtOnce = 20

/** Some lines of one agreement: as many as one transaction can take out. */
interface Part {
  lines: PairLine[]
  next: Share['next']
}

type Pairs = ReadonlyMap<string, StoredPair>
type Taken = Omit<Share, 'next'>

const nextParts = ({ nextUnit, nextLine }: StoredImport, { units }: PairFile): Part[] => {
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
): Taken => ({
  ...nothingToTakeBack,
  left: first ? [{ line: first.line, code, message: `The agreement ${agreement.name} (${agreement.id}) ${why}` }] : [],
})

/** The import made the agreement, and nobody changed it since. */
const takeAway = async (ledger: ImportLedger, whole: WholeVolumeAgreement, known: Pairs, who: Who): Promise<Taken> => {
  const stored = await readPairsToFree(ledger.table, whole, known)
  const { writes, work: workId } = deletionOf(ledger, whole, stored, who)
  const leaves = whole.agreement
  return { ...nothingToTakeBack, writes, workId, changes: [goneState(whole)], leaves, agreements: 1 }
}

/** The import added pairs to an agreement that was there. */
const takeOut = (whole: WholeVolumeAgreement, added: Pairs, who: Who): Taken => {
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
  ledger: ImportLedger,
  run: StoredImport,
  { lines }: Part,
  whole: WholeVolumeAgreement,
  added: Pairs,
  who: Who,
): Promise<Taken> => {
  const { importId, version, pairCount } = whole.agreement
  if (importId === run.id && version === 1) return takeAway(ledger, whole, added, who)
  if (importId === run.id) return leave(lines, whole, 'changed-since', 'was changed since it was imported.')
  return added.size === pairCount
    ? leave(lines, whole, 'last-pair', 'has no other pairs than those that the import added.')
    : takeOut(whole, added, who)
}

/**
 * Takes back what an import of pairs did: agreements that it made and nobody changed, pairs that it added to others. Only
 * pairs that this very import wrote are its own.
 */
export const undoPairs = (
  ledger: ImportLedger,
  begun: StoredImport,
  file: PairFile,
): Promise<StoredImport | undefined> =>
  takeBack(ledger, begun, file, async (_ledger, run) => {
    const who = whoTakesBack(ledger, run)
    const parts = nextParts(run, file)
    const pairs = await readPairs(
      ledger.table,
      parts.flatMap(({ lines }) => lines),
    )
    return Promise.all(
      parts.map(async (part): Promise<Share> => {
        const written = part.lines.flatMap((line) => pairs.get(pairKey(line)) ?? [])
        const ours = written.filter(({ importId }) => importId === run.id)
        const [first] = ours
        const found = first && (await findAgreement(ledger.table, first.agreementId))
        const whole = found && isVolume(found) ? found : undefined
        const added = new Map(ours.map((pair) => [pairKey(pair), pair]))
        return { next: part.next, ...(whole ? await shareIn(ledger, run, part, whole, added, who) : nothingToTakeBack) }
      }),
    )
  })
