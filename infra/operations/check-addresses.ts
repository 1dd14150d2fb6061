import * as z from 'zod'
import { readAddress } from '../../lib/entitlements/vlsc/http-call.ts'
import { type Finding, findings, found } from './finding.ts'
import { type Check, patience } from './target.ts'

const get = (url: string): Promise<Response> => fetch(url, { signal: AbortSignal.timeout(patience) })

const Discovery = z.looseObject({ issuer: z.string(), jwks_uri: z.url() })
const KeySet = z.looseObject({ keys: z.array(z.unknown()).min(1) })
const Health = z.looseObject({ status: z.literal('ok'), version: z.string() })

/** @returns undefined when there is no such JSON */
const readJson = async <T>(url: string, schema: z.ZodType<T>): Promise<T | undefined> => {
  try {
    const response = await get(url)
    return response.ok ? schema.safeParse(await response.json()).data : undefined
  } catch {
    return undefined
  }
}

/** Tokens can be verified: the issuer tells its name and its keys. */
export const checkIssuer: Check = async ({ issuer }) => {
  const { ok, wrong } = findings('issuer')
  const todo = 'See whether it is up. If its address is wrong, deploy with another -c issuer=…'
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const discovery = await readJson(address, Discovery)
  if (!discovery) return [wrong(`${address} does not answer as an OpenID issuer does: no token can be verified.`, todo)]
  const keys = await readJson(discovery.jwks_uri, KeySet)
  return [
    found(
      discovery.issuer === issuer,
      ok(`${issuer} answers.`),
      wrong(
        `The issuer calls itself ${discovery.issuer}, and is configured as ${issuer}.`,
        'Deploy with its own name.',
      ),
    ),
    keys
      ? ok(`It publishes ${keys.keys.length} key(s).`)
      : wrong(`It publishes no keys at ${discovery.jwks_uri}: no token can be verified.`, todo),
  ]
}

/** The API answers, and refuses who brings no token. */
export const checkApi: Check = async ({ apiUrl }) => {
  const { ok, wrong } = findings('API')
  const health = await readJson(`${apiUrl}/health`, Health)
  if (!health)
    return [wrong(`${apiUrl}/health does not answer.`, 'Read the log of the function about; deploy the stage again.')]
  const { status } = await get(`${apiUrl}/groups`)
  return [
    ok(`${apiUrl} answers, version ${health.version}.`),
    found(
      status === 401,
      ok('It refuses requests without a token.'),
      wrong(`It answers ${status} to a request without a token.`, 'Deploy the stage again at once: 401 is right.'),
    ),
  ]
}

const readOr = (address: string, otherwise: (why: string) => Finding): URL | Finding => {
  try {
    return readAddress('The address of VLSC', address)
  } catch (error) {
    return otherwise(error instanceof Error ? error.message : String(error))
  }
}

/** The address at which pairs are looked up can be reached. @param address VLSC_BASE_URL */
export const checkVlsc = async (address: string | undefined): Promise<Finding[]> => {
  const { ok, wrong, notChecked } = findings('VLSC')
  if (!address)
    return [notChecked('No address is configured: deploy with -c vlscBaseUrl=…, or name one (VLSC_BASE_URL).')]
  const url = readOr(address, (why) => wrong(why, 'Deploy with another -c vlscBaseUrl=…, or set VLSC_BASE_URL.'))
  if (!(url instanceof URL)) return [url]
  try {
    const { status } = await get(url.href)
    return [ok(`${url.origin} can be reached (it answers ${status} to a GET; no pair was looked up).`)]
  } catch {
    return [wrong(`${url.origin} cannot be reached.`, 'See whether it is up, and whether its certificate is valid.')]
  }
}
