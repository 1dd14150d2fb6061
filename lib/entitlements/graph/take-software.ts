import { encodeDeviceList } from '../../inventory/files/device-list.ts'
import { resultObject } from '../../work/imports/import-file.ts'
import { coverDevices } from './cover-devices.ts'
import { createExport, gaveUp, readExport } from './export-job.ts'
import type { Graph } from './graph-client.ts'
import { GraphFailure } from './graph-failure.ts'
import { ExportedReport, graphRuns, type StoredGraphRun } from './graph-run.ts'
import { endPart, type GraphRunDesk, hasCome, putOff, recordImport, type TakePart } from './part-steps.ts'
import { readDevices } from './read-devices.ts'

const part = 'software'

type Jobs = StoredGraphRun['jobs']

const mostTries = 3
/** Milliseconds after which a job that is not done is taken to be stranded. */
const longestJob = 10 * 60_000
/** A file is good for six hours; younger ones outlast what is done with them. */
const oldestFile = 5 * 60 * 60_000
const shortestLook = 5_000
const longestLook = 30_000

/** Bytes of the report of devices: 300,000 of them take some 10 MB. */
const mostBytes = 256 * 1024 * 1024

/** Asks for a report again, as its job has failed or is lost. @throws GraphFailure after several times */
const askAgain = async (desk: GraphRunDesk, graph: Graph, run: StoredGraphRun, report: ExportedReport) => {
  const { tries = 0 } = run.jobs[report] ?? {}
  if (tries >= mostTries) throw gaveUp(report)
  const at = desk.now().toISOString()
  const jobs: Jobs = { ...run.jobs, [report]: { id: await createExport(graph, report), at, tries: tries + 1 } }
  return graphRuns.step(desk.table, run, { jobs, attempts: 0 }, at)
}

/** Looks after the jobs. @returns the addresses of their files, once all are made */
const followJobs = async (desk: GraphRunDesk, graph: Graph, begun: StoredGraphRun) => {
  let run = begun
  const urls = new Map<ExportedReport, string>()
  let youngest = Number.POSITIVE_INFINITY
  for (const report of ExportedReport.options) {
    let job = run.jobs[report]
    const ageOf = ({ at }: NonNullable<typeof job>): number => desk.now().getTime() - Date.parse(at)
    const found = job && ageOf(job) < oldestFile ? await readExport(graph, job.id) : 'failed'
    if (typeof found === 'object') urls.set(report, found.url)
    else if (!job || found === 'failed' || ageOf(job) > longestJob) {
      run = await askAgain(desk, graph, run, report)
      job = run.jobs[report]
    }
    youngest = Math.min(youngest, job ? ageOf(job) : 0)
  }
  const [devices, software] = [urls.get('Devices'), urls.get('AppInvRawData')]
  return { run, youngest, urls: devices === undefined || software === undefined ? undefined : { devices, software } }
}

const readWhole = async (bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of bytes) {
    size += piece.length
    if (size > mostBytes) throw new GraphFailure('unexpected-answer', 'The report Devices is too large.')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/**
 * Has Intune export the software of all devices, and the devices. The export is streamed to the bucket as the file of an
 * inventory import; beside it lies the list of the devices, which says when each was last seen, and what the plans of its
 * user cover.
 */
export const takeSoftware: TakePart = async (desk, graph, begun) => {
  const { uploads } = desk
  if (await hasCome(desk, begun, part)) return endPart(desk, begun, part)
  const { run: followed, urls, youngest } = await followJobs(desk, graph, begun)
  if (!urls) {
    await putOff(desk, followed, Math.min(longestLook, Math.max(shortestLook, youngest)))
    return undefined
  }
  const used = await readDevices(await readWhole(await graph.download(urls.devices, 'the report Devices')))
  const { pcs, errors } = await coverDevices(desk, graph, followed, used)
  const software = await graph.download(urls.software, 'the report AppInvRawData')
  const file = { kind: 'inventory', fileName: 'AppInvRawData.zip', onError: 'skip', hasDevices: true } as const
  const { run, importId, key } = await recordImport(desk, followed, part, file, { errors })
  await uploads.put(resultObject(importId, 'devices.csv'), encodeDeviceList(pcs))
  await uploads.putPieces(key, software)
  return endPart(desk, run, part)
}
