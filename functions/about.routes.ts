import * as z from 'zod'
import { PairLengthRule } from '../lib/agreements/records/pair.ts'
import { HttpError } from '../lib/foundation/http/problem.ts'
import { ok, type Reply, routesOver } from '../lib/foundation/http/route.ts'

/** What a deployment is set to, under the names of docs/operations.md, without addresses and secrets. */
const Settings = z
  .strictObject({
    version: z.string().meta({ description: 'That of this API.' }),
    rolesClaim: z.string().meta({ description: 'The claim of access tokens that has the roles.' }),
    pairLengthRule: PairLengthRule,
    ledgerTimeZone: z.string().meta({ description: 'In whose days agreements begin and end.' }),
    staleAfterHours: z.number().meta({ description: 'Hours after which an answer about a pair is stale.' }),
    deviceStaleDays: z.number().meta({ description: 'Days after which a device that was not seen leaves the counts.' }),
    reportRetentionDays: z.int().meta({ description: 'Days for which reports are kept.' }),
    alertDays: z.array(z.int()).meta({ description: 'Days before an end at which an alert is raised.' }),
    alertNoEntitlement: z.boolean().meta({ description: 'Whether families that never had a license raise alerts.' }),
    looksUp: z.boolean().meta({ description: 'Whether there is a gateway to look up pairs.' }),
    refreshSchedule: z.string().meta({ description: 'When it is asked about all pairs; `off`: on request only.' }),
    refreshTimeZone: z.string(),
    readsGraph: z.boolean().meta({ description: 'Whether a tenant is set that Microsoft Graph is asked about.' }),
    graphSchedule: z.string().meta({ description: 'When that is read; `off`: on request only.' }),
    graphTimeZone: z.string(),
    mailFrom: z.string().nullable().meta({ description: 'Who mails are from; null where none can be sent.' }),
    mailLinkHours: z.int().meta({ description: 'Hours for which links in mails are good.' }),
  })
  .meta({ id: 'Settings' })
export type Settings = z.infer<typeof Settings>

/** What a page of the console has to know before anybody has signed in. */
const Config = z
  .strictObject({
    issuer: z.url().meta({ description: 'Where people sign in.' }),
    clientId: z.string().nullable().meta({ description: 'Of the console, there; null where it has none.' }),
    scope: z.string().meta({ description: 'What the console asks for.' }),
    version: z
      .string()
      .meta({ description: 'Of the API and of the build of the console.', example: '0.3.0+5f2c9a01bd' }),
  })
  .meta({ id: 'Config' })
export type Config = z.infer<typeof Config>

/** What the function that tells about the service is given. */
export interface About {
  settings: Settings
  config: () => Config
  /** A file of the documentation site, as an answer; undefined if no file has that name. */
  siteFile: (name: string) => Reply | undefined
}

const route = routesOver<About>()

const findFile = async ({ siteFile }: About, name: string): Promise<Reply> => {
  const file = siteFile(name)
  if (!file) throw new HttpError(404, 'not-found', `The documentation has no file ${name}.`)
  return file
}

export const aboutRoutes = [
  route('GET', '/health', {
    summary: 'Tell that the service answers',
    answers: {
      200: { description: 'It does.', schema: z.strictObject({ status: z.literal('ok'), version: z.string() }) },
    },
    handle: async (_, { settings }) => settings.version,
    reply: (version) => ({ status: 200, body: { status: 'ok', version } }),
  }),

  route('GET', '/settings', {
    summary: 'What this deployment is set to; addresses and secrets are not told',
    role: 'license-reader',
    answers: { 200: { description: 'The settings.', schema: Settings } },
    handle: async (_, { settings }) => settings,
    reply: ok,
  }),

  route('GET', '/config.json', {
    summary: 'How to sign in to the console at `/console/`',
    answers: { 200: { description: 'The issuer and what to ask it for.', schema: Config } },
    handle: async (_, { config }) => config(),
    reply: ok,
  }),

  route('GET', '/openapi.json', {
    summary: 'The OpenAPI 3.1 document of this API',
    answers: { 200: { description: 'The document.' } },
    handle: (_, about) => findFile(about, 'openapi.json'),
    reply: (file) => file,
  }),

  route('GET', '/docs', {
    summary: 'The OpenAPI document as a page for people',
    answers: { 200: { description: 'The page.' } },
    handle: (_, about) => findFile(about, 'index.html'),
    reply: (file) => file,
  }),

  route('GET', '/docs/{file}', {
    summary: 'A file of that page',
    params: z.object({ file: z.string().regex(/^[\w.-]{1,64}$/) }),
    answers: { 200: { description: 'The file.' } },
    handle: ({ params: { file } }, about) => findFile(about, file),
    reply: (file) => file,
  }),
]
