import { readAddress } from '../../lib/entitlements/vlsc/http-call.ts'
import { defaultPorts, freePort } from './ports.ts'
import type { VlscAddress } from './service-environment.ts'
import { startSimulator } from './vlsc/simulator.ts'

/** VLSC for this stack, and what ends it. */
interface LocalVlsc {
  address: VlscAddress
  /** The client's, if calls carry tokens. */
  secret?: string
  stop: () => Promise<void>
}

/** The VLSC that was named, instead of the simulator. @throws Error when settings are missing or wrong */
const namedVlsc = (url: string, environment: NodeJS.ProcessEnv): LocalVlsc => {
  const { VLSC_TOKEN_URL, VLSC_CLIENT_ID, VLSC_CLIENT_SECRET, VLSC_SCOPE } = environment
  readAddress('VLSC_BASE_URL', url)
  if (!VLSC_TOKEN_URL) return { address: { url }, stop: async () => {} }
  if (!VLSC_CLIENT_ID || !VLSC_CLIENT_SECRET)
    throw new Error('VLSC_TOKEN_URL needs VLSC_CLIENT_ID and VLSC_CLIENT_SECRET beside it.')
  readAddress('VLSC_TOKEN_URL', VLSC_TOKEN_URL)
  const token = { url: VLSC_TOKEN_URL, clientId: VLSC_CLIENT_ID, scope: VLSC_SCOPE || undefined }
  return { address: { url, token }, secret: VLSC_CLIENT_SECRET, stop: async () => {} }
}

/** Starts the simulator of VLSC, with a token endpoint; or names the VLSC of `VLSC_BASE_URL`. */
export const startVlsc = async (environment: NodeJS.ProcessEnv): Promise<LocalVlsc> => {
  if (environment.VLSC_BASE_URL) return namedVlsc(environment.VLSC_BASE_URL, environment)
  const simulator = await startSimulator({ port: await freePort(defaultPorts.vlsc), isOpen: true })
  const { url, tokenUrl, clientId, secret, stop } = simulator
  return { address: { url, token: { url: tokenUrl, clientId, scope: undefined } }, secret, stop }
}
