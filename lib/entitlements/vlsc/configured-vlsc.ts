import { connectVlsc } from './http-vlsc.ts'
import { secretReader } from './secret.ts'
import type { Vlsc } from './vlsc.ts'

/** Where VLSC is, and how access tokens for it are had: functions/wiring/environment.ts. */
interface VlscEnvironment {
  VLSC_BASE_URL?: string | undefined
  VLSC_TOKEN_URL?: string | undefined
  VLSC_CLIENT_ID?: string | undefined
  VLSC_SCOPE?: string | undefined
  VLSC_SECRET_ARN?: string | undefined
}

const tokenSettings = (environment: VlscEnvironment) => {
  const { VLSC_TOKEN_URL: url, VLSC_CLIENT_ID: clientId, VLSC_SECRET_ARN: secretArn, VLSC_SCOPE: scope } = environment
  if (url === undefined) return undefined
  if (clientId === undefined || secretArn === undefined)
    throw new Error('VLSC_TOKEN_URL needs VLSC_CLIENT_ID and VLSC_SECRET_ARN beside it.')
  return { url, clientId, readSecret: secretReader(secretArn), ...(scope !== undefined && { scope }) }
}

/** VLSC as the environment names it; undefined when it names none. @throws Error for settings that do not go together */
export const configuredVlsc = (environment: VlscEnvironment): Vlsc | undefined => {
  const { VLSC_BASE_URL: baseUrl } = environment
  return baseUrl === undefined ? undefined : connectVlsc({ baseUrl, token: tokenSettings(environment) })
}
