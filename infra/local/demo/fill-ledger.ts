import { Refresh } from '../../../lib/entitlements/refreshes/refresh.ts'
import { dayOf } from '../../../lib/foundation/calendar/day.ts'
import type { Stack } from '../stack-file.ts'
import { runConnector, scriptIntune } from './connector.ts'
import { makePcs, type Pc } from './devices.ts'
import { createAgreements, createGroups, mapProducts } from './enter.ts'
import { catalogFile, factsFile, otherFiles, pairFiles, serverInventory, statementFile, wrongFile } from './files.ts'
import { follow } from './follow.ts'
import { importFiles } from './import-files.ts'
import { connect, type Ledger, say } from './ledger.ts'
import { makeUpPast } from './past.ts'
import { countedFamilies } from './positions.ts'
import { makeReports } from './reports.ts'
import { scriptVlsc } from './scripted-vlsc.ts'
import { tellPositions, tellWhatToLookAt } from './tell.ts'

/** PCs in the field that Intune does not manage, and that report themselves. */
const isInTheField = ({ name }: Pc): boolean => /^SAL-PC-00[1-8]$/.test(name)

const reportPcs = async ({ send }: Ledger, pcs: readonly Pc[]): Promise<void> => {
  const reportedAt = new Date().toISOString()
  for (const { id, name, software, system } of pcs) {
    const programs = software.map(({ publisher, name: title, version }) => ({ publisher, title, version }))
    const operatingSystem = system && { name: system.name, version: system.version }
    const report = { deviceName: name, platform: 'Windows', reportedAt, operatingSystem, software: programs }
    await send('PUT', `/devices/${id}/software`, report, 'writer')
  }
  say(`  ${pcs.length} PCs have reported`)
}

const refreshAll = async ({ get, send }: Ledger): Promise<void> => {
  const { id } = Refresh.parse(await send('POST', '/refreshes', {}))
  const { status, counts } = await follow(async () => {
    const run = await get(`/refreshes/${id}`, Refresh)
    const progress = `${run.status}: ${run.progress.done} of ${run.progress.total} pairs`
    return { progress, ...(run.finishedAt && { ended: run }) }
  })
  say(`  ${status}: ${counts.valid} pairs valid, ${counts.expired} expired, ${counts.notFound} not found`)
}

const makePast = async (stack: Stack, { send }: Ledger): Promise<void> => {
  say('A past is made up, so that trends and comparisons have something to show')
  const first = await makeUpPast(stack)
  say(first === undefined ? '  there are earlier days already' : `  it begins on ${first}`)
  if (first !== undefined) await send('POST', '/reconciliations', {})
}

/** Enters the whole organization, in the order in which people would. @throws Stuck, Refused */
export const fillLedger = async (stack: Stack): Promise<void> => {
  const ledger = connect(stack)
  const today = dayOf(new Date(), 'UTC')
  const pcs = makePcs()
  try {
    say('VLSC, simulated, learns of the agreements')
    await scriptVlsc(stack.vlscUrl, today)
    say('The connector begins to read Microsoft 365 and Intune, both simulated')
    await scriptIntune(
      stack.graphUrl,
      pcs.filter((pc) => !isInTheField(pc)),
    )
    const connectorEnds = await runConnector(ledger)
    say('PCs in the field report themselves')
    await reportPcs(ledger, pcs.filter(isInTheField))
    say('Configuration Manager has the servers, and a file says what no inventory does')
    await importFiles(ledger, [serverInventory()])
    await importFiles(ledger, [factsFile()])
    say('The connector ends')
    await connectorEnds()
    say('A manager says which software needs no license')
    await importFiles(ledger, [catalogFile()])
    say('Agreements, in files')
    await createGroups(ledger)
    await importFiles(ledger, [...pairFiles(), ...otherFiles(today)])
    say('Agreements, one by one')
    await createAgreements(ledger)
    say('A file with mistakes')
    const [wrongImport = ''] = await importFiles(ledger, [wrongFile], 'rejected')
    say('The license summary of Microsoft 365')
    await importFiles(ledger, [statementFile()])
    // Products are known once VLSC has answered for the pairs that have them.
    say('VLSC is asked again for everything')
    await refreshAll(ledger)
    say('A manager says what some products are for')
    await mapProducts(ledger)
    say('Positions are counted')
    await countedFamilies(ledger)
    await makePast(stack, ledger)
    const families = await countedFamilies(ledger)
    say('Reports are made')
    const reports = await makeReports(ledger)
    await tellPositions(ledger, families)
    tellWhatToLookAt(stack, reports, wrongImport)
  } finally {
    ledger.close()
  }
}
