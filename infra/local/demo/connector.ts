import { Import } from '../../../functions/wiring/import-kinds.ts'
import { GraphRun } from '../../../lib/entitlements/graph/graph-run.ts'
import { guid, type Pc } from './devices.ts'
import { follow } from './follow.ts'
import { outcomeOf } from './import-files.ts'
import { type Ledger, Stuck, say } from './ledger.ts'

/** PCs that were handed out lately, and whose software Intune does not know yet. */
const newPcs = ['ENG-PC-091', 'FIN-PC-041', 'IT-PC-031', 'PRO-PC-111', 'SAL-PC-091']

const newPc = (name: string) => ({
  id: guid(name),
  name,
  version: '10.0.22631.2861',
  sku: 'Enterprise',
  software: [],
})

/** Tells the simulator of Microsoft Graph which PCs Intune has. @throws Stuck when there is none */
export const scriptIntune = async (graphUrl: string, pcs: readonly Pc[]): Promise<void> => {
  const known = pcs.map(({ id, name, software, system }) => ({
    id,
    name,
    version: system?.version ?? '',
    sku: system?.name.split(' ').at(-1) ?? '',
    software: software.map(({ publisher, name: title, version }) => ({ publisher, title, version })),
  }))
  const response = await fetch(`${graphUrl}/simulator/devices`, {
    method: 'PUT',
    body: JSON.stringify([...known, ...newPcs.map(newPc)]),
  }).catch(() => undefined)
  if (!response?.ok) throw new Stuck(`${graphUrl} is not the simulator of Microsoft Graph. Start the stack again.`)
}

/** Begins to read Microsoft 365 and Intune. @returns waits until that is imported */
export const runConnector = async ({ get, send }: Ledger): Promise<() => Promise<void>> => {
  const { id } = GraphRun.parse(await send('POST', '/connectors/graph/runs'))
  return async () => {
    const { status, parts, counts, errors } = await follow(async () => {
      const run = await get(`/connectors/graph/runs/${id}`, GraphRun)
      const progress = `${run.status}, as of ${run.updatedAt}`
      return { progress, ...(run.finishedAt && { ended: run }) }
    })
    if (status !== 'completed') throw new Stuck(`The connector ended as ${status}: ${errors[0]?.message ?? ''}`)
    for (const { importId } of parts) {
      const run = await get(`/imports/${importId}`, Import)
      say(`  ${run.fileName}: ${outcomeOf(run)}`)
    }
    const { devices, devicesWithoutSoftware: missing } = counts
    say(`  ${devices - missing} of ${devices} known PCs have sent their software`)
  }
}
