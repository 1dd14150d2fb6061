/**
 * `npm run graph:check`: signs in to a tenant and makes each call that the connector makes, and says what is missing. It
 * ends with 0 when all are answered, with 1 when one is refused, and with 2 when it could not be checked.
 */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { cloudHosts, GraphCloud } from '../../lib/entitlements/graph/clouds.ts'
import { connectGraph } from '../../lib/entitlements/graph/graph-client.ts'
import { GraphFailure } from '../../lib/entitlements/graph/graph-failure.ts'
import { signIn } from '../../lib/entitlements/graph/sign-in.ts'
import { readAddress } from '../../lib/entitlements/vlsc/http-call.ts'
import { BadUsage, run, say } from '../program.ts'

const usage = `npm run graph:check -- --tenant ID --client-id ID [--cloud ${GraphCloud.options.join('|')}] [--certificate FILE.pem]
The client's secret is taken from GRAPH_CLIENT_SECRET, or the certificate and its private key from a file. Nothing is
changed. GRAPH_LOGIN_URL and GRAPH_URL name other addresses, such as those of the simulator.`

/** The calls of the connector, each in its smallest form. */
const calls = [
  { subject: 'plans', path: '/v1.0/subscribedSkus?$select=skuId', permission: 'LicenseAssignment.Read.All' },
  { subject: 'renewals', path: '/v1.0/directory/subscriptions', permission: 'Organization.Read.All' },
  {
    subject: 'exports',
    // Nobody has this job, whose id is as ids are: whoever may read jobs is told so.
    path: "/v1.0/deviceManagement/reports/exportJobs('Devices_00000000-0000-4000-8000-000000000000')",
    permission: 'DeviceManagementManagedDevices.Read.All',
  },
  { subject: 'users', path: '/v1.0/users?$select=accountEnabled&$top=1', permission: 'User.Read.All' },
]

const readArguments = () => {
  const text = { type: 'string' } as const
  const options = { tenant: text, 'client-id': text, cloud: text, certificate: text }
  const { tenant, 'client-id': clientId, cloud, certificate } = parseArgs({ options }).values
  if (tenant === undefined || clientId === undefined) throw new BadUsage('--tenant and --client-id are needed.')
  const { data: named = undefined } = GraphCloud.safeParse(cloud ?? 'global')
  if (named === undefined) throw new BadUsage(`There is no cloud ${cloud}.`)
  const credential = certificate === undefined ? process.env.GRAPH_CLIENT_SECRET : readFileSync(certificate, 'utf8')
  if (!credential) throw new BadUsage('Set GRAPH_CLIENT_SECRET to the secret, or name a --certificate.')
  const { GRAPH_LOGIN_URL, GRAPH_URL } = process.env
  const login = readAddress('GRAPH_LOGIN_URL', GRAPH_LOGIN_URL || cloudHosts[named].login).origin
  const graph = readAddress('GRAPH_URL', GRAPH_URL || cloudHosts[named].graph).origin
  return { tenant, clientId, login, graph, readCredential: async () => credential }
}

const tell = (outcome: 'ok' | 'refused' | 'not checked', subject: string, says: string): void =>
  say(`${outcome.padEnd(13)}${subject.padEnd(12)}${says}`)

/** @returns whether it was answered; undefined when nobody can tell */
const check = async (subject: string, asked: Promise<unknown>, says: string): Promise<boolean | undefined> => {
  try {
    await asked
    tell('ok', subject, says)
    return true
  } catch (error) {
    if (!(error instanceof GraphFailure)) throw error
    if (error.status === 404) {
      tell('ok', subject, says)
      return true
    }
    tell(error.passes ? 'not checked' : 'refused', subject, error.message)
    return error.passes ? undefined : false
  }
}

await run(usage, async () => {
  const settings = readArguments()
  const now = () => new Date()
  const getToken = signIn(settings, now)
  const outcomes = [await check('sign-in', getToken(), `${settings.login} gives a token.`)]
  if (outcomes[0]) {
    const wait = async (milliseconds: number) => void (await sleep(milliseconds))
    const graph = connectGraph({ graph: settings.graph, signIn: getToken, now, sleep: wait, timeLeft: () => 60_000 })
    for (const { subject, ...question } of calls)
      outcomes.push(await check(subject, graph.get(question, z.unknown()), `${question.permission} is there.`))
  }
  const refused = outcomes.includes(false)
  say(
    refused
      ? '\nSomething is missing: docs/graph.md.'
      : outcomes.includes(undefined)
        ? '\nNot all could be checked.'
        : '\nThe connector may read all that it asks for.',
  )
  return refused ? 1 : outcomes.includes(undefined) ? 2 : 0
})
