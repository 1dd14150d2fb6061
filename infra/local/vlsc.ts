import { readAddress } from '../../lib/entitlements/vlsc/http-call.ts'
import { defaultPorts, freePort } from './ports.ts'
import { startSecrets } from './secrets.ts'
import { type VlscAddress, vlscSecret } from './service-environment.ts'
import { startSimulator } from './vlsc/simulator.ts'

/** VLSC for this stack, and what ends it. */
interface LocalVlsc {
  address: VlscAddress
  stop: () => Promise<void>
}

const withSecret = async (url: string, secret: string, token: { url: string; clientId: string; scope?: string }) => {
  const secrets = await startSecrets({ port: await freePort(defaultPorts.secrets), secrets: { [vlscSecret]: secret } })
  const { scope } = token
  return { address: { url, token: { ...token, scope, secretsEndpoint: secrets.endpoint } }, stop: secrets.stop }
}

/** The VLSC that was named, instead of the simulator. @throws Error when settings are missing or wrong */
const namedVlsc = async (url: string, environment: NodeJS.ProcessEnv): Promise<LocalVlsc> => {
  const { VLSC_TOKEN_URL, VLSC_CLIENT_ID, VLSC_CLIENT_SECRET, VLSC_SCOPE } = environment
  readAddress('VLSC_BASE_URL', url)
  if (!VLSC_TOKEN_URL) return { address: { url }, stop: async () => {} }
  if (!VLSC_CLIENT_ID || !VLSC_CLIENT_SECRET)
    throw new Error('VLSC_TOKEN_URL needs VLSC_CLIENT_ID and VLSC_CLIENT_SECRET beside it.')
  readAddress('VLSC_TOKEN_URL', VLSC_TOKEN_URL)
  const token = { url: VLSC_TOKEN_URL, clientId: VLSC_CLIENT_ID, ...(VLSC_SCOPE && { scope: VLSC_SCOPE }) }
  return withSecret(url, VLSC_CLIENT_SECRET, token)
}

/**
 * Starts the simulator of VLSC, with a token endpoint whose secret lies in a Secrets Manager, as deployed; or names the
 * VLSC of `VLSC_BASE_URL`.
 */
export const startVlsc = async (environment: NodeJS.ProcessEnv): Promise<LocalVlsc> => {
  if (environment.VLSC_BASE_URL) return namedVlsc(environment.VLSC_BASE_URL, environment)
  const simulator = await startSimulator({ port: await freePort(defaultPorts.vlsc), isOpen: true })
  const { url, tokenUrl, clientId, secret } = simulator
  const { address, stop } = await withSecret(url, secret, { url: tokenUrl, clientId })
  return {
    address,
    stop: async () => {
      await stop()
      await simulator.stop()
    },
  }
}
