import * as z from 'zod'
import { get, readJson } from './ask.ts'
import type { Check } from './target.ts'

const Config = z.looseObject({ issuer: z.string(), clientId: z.string().nullable(), version: z.string() })

const hasPolicy = ({ headers }: Response): boolean =>
  headers.get('content-security-policy')?.includes("default-src 'none'") ?? false

/** People can open the console: it is told how they sign in, and its page and script are there. */
export const checkConsole: Check = async ({ apiUrl }, { ok, wrong, notChecked, expect }) => {
  const address = `${apiUrl}/config.json`
  const config = await readJson(address, Config)
  if (!config) return wrong(`${address} does not say how to sign in: the console opens for nobody.`)
  if (config.clientId === null)
    notChecked('Nobody can sign in to it: no consoleClientId is configured (docs/operations.md#the-console).')
  else ok(`People sign in at ${config.issuer}, for the client ${config.clientId}.`)

  const home = `${apiUrl}/console/`
  const page = await get(home)
  const source = /<script\b[^>]*\bsrc="([^"]+)"/.exec(await page.text())?.[1]
  if (!page.ok || source === undefined) return wrong(`${home} has no page (it answers ${page.status}).`)
  const script = await get(new URL(source, home).href)
  await script.body?.cancel()
  if (!script.ok || !script.headers.get('content-type')?.includes('javascript'))
    return wrong(`The script of its page, ${source}, is not there (${script.status}): the page stays empty.`)
  ok(`Its page and script are there, version ${config.version}.`)
  expect(
    hasPolicy(page) && hasPolicy(script),
    'A content policy says what the page may load.',
    'Its page or script comes without the content policy: something before the API takes headers away.',
    'Let a proxy or firewall in front of the API pass headers of answers on.',
  )
}
