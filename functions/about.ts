import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { api } from '../lib/foundation/http/api.ts'
import { siteFiles, unknownAddress } from '../lib/foundation/http/site.ts'
import { jsonLog } from '../lib/foundation/log/log.ts'
import { aboutRoutes } from './about.routes.ts'
import { Environment } from './wiring/environment.ts'

const { SITE_DIR } = Environment.pick({ SITE_DIR: true }).parse(process.env)

const OpenApi = z.object({
  info: z.object({ version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
})
const { info, paths } = OpenApi.parse(JSON.parse(readFileSync(`${SITE_DIR}/openapi.json`, 'utf8')))
const methodsByPath = Object.fromEntries(
  Object.entries(paths).map(([path, methods]) => [path, Object.keys(methods).map((method) => method.toUpperCase())]),
)

export const handler = api(
  aboutRoutes,
  { version: info.version, siteFile: siteFiles(SITE_DIR) },
  { rolesClaim: '', now: () => new Date(), log: jsonLog() },
  unknownAddress(methodsByPath),
)
