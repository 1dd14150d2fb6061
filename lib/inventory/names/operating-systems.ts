import { once } from '../../foundation/collections.ts'
import { bare } from '../../foundation/files/columns.ts'
import { dataLinesByKind } from '../../foundation/files/data-file.ts'

/** A name of software of Microsoft, and its build: `Windows 11 Enterprise`, `10.0.22631`. */
export interface OperatingSystem {
  title: string
  version: string
}

/** What a source says of a machine's operating system. Each may be empty. */
export interface SaidSystem {
  /** A caption or a platform: `Microsoft Windows 11 Pro`, `Windows`, `WindowsServer2019`. */
  name: string
  /** `10.0.22631.4317`, `22631`. */
  version: string
  /** Numbers of Windows, families or names of editions: `4`, `EnterpriseN`. The first that is known counts. */
  editions: readonly string[]
}

interface Edition {
  name: string
  isServer: boolean
}

/** operating-systems.tsv explains its kinds. It is read with the first name. */
const systems = once(() => {
  const lines = dataLinesByKind(new URL('operating-systems.tsv', import.meta.url))
  const tableOf = (kind: string) =>
    new Map((lines.get(kind) ?? []).map(({ key = '', means = '' }) => [bare(key), means] as const))
  const editionsOf = (kind: string, isServer: boolean) =>
    [...tableOf(kind)].flatMap(([key, name]): [string, Edition][] => [
      [key, { name, isServer }],
      [bare(name), { name, isServer }],
    ])
  return {
    ...{ clients: tableOf('client'), servers: tableOf('server'), longTerm: tableOf('ltsc') },
    editions: new Map([...editionsOf('server-edition', true), ...editionsOf('edition', false)]),
  }
})

const rewrites: readonly (readonly [RegExp, string])[] = [
  [/[®™]|\((?:r|tm|c)\)/giu, ' '],
  [/^\s*(?:(?:Microsoft|MS)\s+)?/i, ''],
  [/[ ,(]*\b(?:x64|x86|amd64|64-bit|32-bit)\b\)?/gi, ''],
  [/,? (?:Service Pack|SP) ?\d$/i, ''],
  // Half-yearly releases are no products.
  [/,? ?(?:version )?\b(?:\d\dH[12]|1[5-9](?:0[379]|11)|2004)$/i, ''],
  [/^Windows_NT$/i, 'Windows'],
  [/^Win(?:dows)? ?(?=\d)/i, 'Windows '],
  [/^(Windows \S.*) \d+\.\d+\.\d{4,5}[\d.]*$/i, '$1'],
  [/^Windows 8 ?Blue$/i, 'Windows 8.1'],
  [/^Windows (\d+) ?(?:WVD|AVD)$/i, 'Windows $1 Enterprise multi-session'],
  [/^Windows ?(Server|(?=20(?:0[38]|[12]\d)))/i, 'Windows Server '],
  [/(\d{4}) ?R2\b/i, '$1 R2'],
]

const tidy = (name: string): string =>
  rewrites
    .reduce((text, [form, by]) => text.replace(form, by), name)
    .normalize('NFKC')
    .replaceAll(/\s+/gu, ' ')
    .trim()

/** Configuration Manager's discovery: `Microsoft Windows NT Advanced Server 6.3`. */
const discovered = /^Windows NT (Workstation|(?:Advanced )?Server) (\d+\.\d+)/i
const caption =
  /^Windows(?<server> Server)?(?: (?<release>11|10|8\.1|8|7|Vista|XP|2000|20\d\d(?: R2)?)(?![\w.]))?(?<rest>.*)$/iu
const versionOnly = /^Windows (\d+\.\d+\.[\d.]+)$/i

const partsOf = (version: string) => {
  const [, both, build] = /^(?:(\d{1,2}\.\d{1,2})0?(?:\.|$))?(\d{4,5})?(?:\.\d+)*$/.exec(version.trim()) ?? []
  return { build: Number(build ?? 0), keys: [build ?? '', bare(both ?? '')].filter(Boolean) }
}

const lookUp = (table: ReadonlyMap<string, string>, keys: readonly string[]): string | undefined =>
  keys.map((key) => table.get(key)).find((found) => found !== undefined)

const firstBuildOf11 = 22_000

/** Updates within a build change no product. Some sources have more in front of it. */
const withoutUpdate = (version: string): string =>
  (/\d+\.\d+\.\d{4,5}/.exec(version) ?? /^\d{4,5}(?=\.)/.exec(version.trim()))?.[0] ?? version.trim()

/**
 * The name of an operating system by what a source says of it: the edition is left out where nothing tells it.
 * @returns undefined for what is not Windows, and for Windows of a version that nothing tells
 */
export const operatingSystemOf = (said: SaidSystem): OperatingSystem | undefined => {
  let name = tidy(said.name)
  let version = withoutUpdate(said.version)
  const [, form, ntVersion = ''] = discovered.exec(name) ?? []
  if (form !== undefined) {
    name = /server/i.test(form) ? 'Windows Server' : 'Windows'
    version ||= ntVersion
  }
  const [, inName] = versionOnly.exec(name) ?? []
  if (inName !== undefined) {
    name = 'Windows'
    version ||= inName
  }
  const { clients, servers, longTerm, editions } = systems()
  const edition = said.editions.map((text) => editions.get(bare(text))).find((one) => one !== undefined)
  const { server, release: named, rest = '' } = caption.exec(name)?.groups ?? {}
  const words = rest.trim()
  const asNamed = { title: name, version }
  if (!/^(?:Windows|Hyper-V Server)\b/i.test(name)) return undefined
  if (named === undefined && server === undefined && words !== '') return asNamed
  if (/^Hyper-V/i.test(name)) return asNamed

  const { build, keys } = partsOf(version)
  const isClient = named !== undefined && server === undefined
  const builtFor = isClient || edition?.isServer ? undefined : lookUp(clients, keys)
  const isServer = server !== undefined || (!isClient && (edition?.isServer ?? builtFor === undefined))
  const found = named ?? lookUp(isServer ? servers : clients, keys)
  const release = !isServer && found === '10' && build >= firstBuildOf11 ? '11' : found
  if (release === undefined && server === undefined) return undefined
  const ofKind = edition?.isServer === isServer ? edition.name : ''
  const own = ofKind.startsWith(`${words} `) ? ofKind : words || ofKind
  const year = /^\D*\bLTS[BC]$/i.test(own) ? lookUp(longTerm, keys) : undefined
  const title = ['Windows', isServer && 'Server', release, own, year].filter(Boolean).join(' ')
  return { title, version }
}

/** What is known of a device's operating system after a report that may not say its edition, or nothing of it. */
export const systemAfter = (
  before: OperatingSystem | undefined,
  reported: OperatingSystem | undefined,
): OperatingSystem | undefined => {
  if (!before || !reported) return reported ?? before
  const saysLess = before.title === reported.title || before.title.startsWith(`${reported.title} `)
  return saysLess ? { title: before.title, version: reported.version || before.version } : reported
}
