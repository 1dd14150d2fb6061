import { Report, reportNames } from '../../../lib/reporting/reports/report.ts'
import { follow } from './follow.ts'
import { type Ledger, Stuck } from './ledger.ts'

const wanted = [
  { type: 'purchase', format: 'html' },
  { type: 'purchase', format: 'xlsx' },
  { type: 'installation', format: 'html' },
  { type: 'export' },
]

/** Makes a report of each type. @returns their names and links */
export const makeReports = async ({ get, send }: Ledger): Promise<{ name: string; link: string }[]> => {
  const runs: Report[] = []
  for (const report of wanted) runs.push(Report.parse(await send('POST', '/reports', report)))
  return Promise.all(
    runs.map(async ({ id, type, format = 'zip' }) => {
      const name = `${reportNames[type]} (${format})`
      const run = await follow(async () => {
        const now = await get(`/reports/${id}`, Report)
        return {
          progress: `${name}: ${now.status}, ${now.progress.done} of ${now.progress.total}`,
          ...(now.finishedAt && { ended: now }),
        }
      })
      if (run.downloadUrl === undefined)
        throw new Stuck(`${name} could not be made: ${run.error?.message ?? run.status}. Run the demo again.`)
      return { name, link: run.downloadUrl }
    }),
  )
}
