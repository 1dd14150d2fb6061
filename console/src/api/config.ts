import type { paths } from './schema.d.ts'

/** What the service tells everybody who opens the console. `clientId` is null where the deployment has none for it. */
export type Config = paths['/config.json']['get']['responses'][200]['content']['application/json']

const read = async (): Promise<Config> => {
  const response = await fetch('/config.json', { cache: 'no-store' })
  if (!response.ok) throw new Error(`/config.json answered ${response.status}.`)
  return await response.json()
}

let underWay: Promise<Config> | undefined

/** Concurrent callers share one request. @throws TypeError when nothing answers */
export const readConfig = (): Promise<Config> => {
  underWay ??= read().finally(() => {
    underWay = undefined
  })
  return underWay
}
