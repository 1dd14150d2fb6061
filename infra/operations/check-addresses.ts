import * as z from 'zod'
import { readAddress } from '../../lib/entitlements/vlsc/http-call.ts'
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

/** Tokens can be verified: the issuer gives its name and its keys. */
export const checkIssuer: Check = async ({ issuer }, { ok, wrong, expect }) => {
  const todo = 'Check whether it is up. If its address is wrong, deploy with another -c issuer=…'
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const discovery = await readJson(address, Discovery)
  if (!discovery) return wrong(`${address} does not answer as an OpenID issuer does: no token can be verified.`, todo)
  expect(
    discovery.issuer === issuer,
    `${issuer} answers.`,
    `The issuer calls itself ${discovery.issuer}, and is configured as ${issuer}.`,
    'Deploy with its own name.',
  )
  const keys = await readJson(discovery.jwks_uri, KeySet)
  if (keys) ok(`It publishes ${keys.keys.length} key(s).`)
  else wrong(`It publishes no keys at ${discovery.jwks_uri}: no token can be verified.`, todo)
}

/** The API answers, and refuses requests without a token. */
export const checkApi: Check = async ({ apiUrl }, { ok, wrong, expect }) => {
  const health = await readJson(`${apiUrl}/health`, Health)
  if (!health)
    return wrong(`${apiUrl}/health does not answer.`, 'Read the log of the function about; deploy the stage again.')
  ok(`${apiUrl} answers, version ${health.version}.`)
  const { status } = await get(`${apiUrl}/groups`)
  expect(
    status === 401,
    'It refuses requests without a token.',
    `It answers ${status} to a request without a token; 401 is right.`,
    'Deploy the stage again immediately.',
  )
}

/** The address at which pairs are looked up can be reached. */
export const checkVlsc: Check = async ({ vlscUrl: configured }, { ok, wrong, notChecked }) => {
  const address = process.env.VLSC_BASE_URL || configured
  if (!address)
    return notChecked('No address is configured: deploy with -c vlscBaseUrl=…, or name one (VLSC_BASE_URL).')
  let url: URL
  try {
    url = readAddress('The address of VLSC', address)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return wrong(why, 'Deploy with another -c vlscBaseUrl=…, or set VLSC_BASE_URL.')
  }
  try {
    const { status } = await get(url.href)
    ok(`${url.origin} can be reached (it answers ${status} to a GET; no pair was looked up).`)
  } catch {
    wrong(`${url.origin} cannot be reached.`, 'Check whether it is up, and whether its certificate is valid.')
  }
}
