/** What the service tells everybody who opens the console: `GET /config.json`. */
export interface Config {
  issuer: string
  /** Null where the deployment has no client for the console. */
  clientId: string | null
  scope: string
  version: string
}

/** @throws TypeError when nothing answers */
export const readConfig = async (): Promise<Config> => {
  const response = await fetch('/config.json', { cache: 'no-store' })
  if (!response.ok) throw new Error(`/config.json answered ${response.status}.`)
  return await response.json()
}
