import type { Cost } from '../meter.ts'
import type { Users } from '../users.ts'

export const measureReports = async (cost: Cost, { call, fillGroup, makeReport }: Users): Promise<void> => {
  const { groupId } = await fillGroup('Exported', 100)
  const body = { type: 'export', groupIds: [groupId] }
  const { id: reportId } = await cost('request an export of a group', () => call('POST /reports', { body }))
  await cost('export a group of 100 agreements: its worker', () => makeReport(reportId))
  for (const type of ['purchase', 'installation']) {
    const { id } = await call('POST /reports', { body: { type, groupIds: [groupId] } })
    await cost(`make a report of a group of 100 agreements: ${type}`, () => makeReport(id))
  }
  await cost('get an export', () => call('GET /reports/{reportId}', { params: { reportId } }))
  await cost('list reports, a page with three', () => call('GET /reports'))
  const { id: position } = await call('POST /reports', { body: { type: 'position' } })
  await cost('make a report of positions', () => makeReport(position))
  await cost('delete a report', () => call('DELETE /reports/{reportId}', { params: { reportId } }))
}
