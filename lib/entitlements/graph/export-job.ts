import * as z from 'zod'
import type { Graph } from './graph-client.ts'
import { GraphFailure } from './graph-failure.ts'
import type { ExportedReport } from './graph-run.ts'

const permission = 'DeviceManagementManagedDevices.Read.All (or …ReadWrite.All)'
const path = '/v1.0/deviceManagement/reports/exportJobs'

/** Columns are named, as Intune changes those that it gives by itself. Of persons only the id of the primary user is asked for. */
const bodies: Record<ExportedReport, object> = {
  AppInvRawData: {
    reportName: 'AppInvRawData',
    format: 'csv',
    localizationType: 'ReplaceLocalizableValues',
    filter: "(Platform eq 'Windows')",
    select: [
      ...['ApplicationKey', 'ApplicationName', 'ApplicationPublisher', 'ApplicationVersion'],
      ...['DeviceId', 'DeviceName', 'Platform'],
    ],
  },
  Devices: {
    reportName: 'Devices',
    format: 'csv',
    select: ['DeviceId', 'DeviceName', 'OS', 'OSVersion', 'SkuFamily', 'LastContact', 'UserId'],
  },
}

const Created = z.object({ id: z.string().regex(/^[\w.-]{1,200}$/) })
/** A completed job may have no address yet: then it is not ready. */
const Job = z.object({ status: z.string(), url: z.string().nullish() })

/** Asks Intune to make a file of a report. @returns id of the job @throws GraphFailure */
export const createExport = async (graph: Graph, report: ExportedReport): Promise<string> =>
  (await graph.post({ path, permission }, bodies[report], Created)).id

/** A job that Intune no longer knows is as good as one that failed. */
const readJob = async (graph: Graph, id: string): Promise<z.infer<typeof Job>> => {
  try {
    return await graph.get({ path: `${path}('${id}')`, permission }, Job)
  } catch (error) {
    if (error instanceof GraphFailure && error.status === 404) return { status: 'failed' }
    throw error
  }
}

/** @returns the address of the file, which is a secret, once there is one @throws GraphFailure */
export const readExport = async (graph: Graph, id: string): Promise<'failed' | 'under-way' | { url: string }> => {
  const { status, url } = await readJob(graph, id)
  if (status === 'failed') return status
  return status === 'completed' && url ? { url } : 'under-way'
}

export const gaveUp = (report: ExportedReport): GraphFailure =>
  new GraphFailure('export-failed', `Intune did not make the report ${report}, though it was asked several times.`)
