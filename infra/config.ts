import { existsSync, readFileSync } from 'node:fs'
import type { Settings } from './constructs/settings.ts'

const folder = new URL('../config/', import.meta.url)

/**
 * What `config/<stage>.json` says, as context would say it: texts, lists with commas. Nothing where there is no file.
 * @throws Error that names the file
 */
export const readConfig = (stage: string, from = folder): Record<string, string> => {
  const file = new URL(`${encodeURIComponent(stage)}.json`, from)
  if (!existsSync(file)) return {}
  try {
    const config: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof config !== 'object' || config === null || Array.isArray(config)) throw new Error('It is no JSON object.')
    return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)]))
  } catch (error) {
    throw new Error(`config/${stage}.json cannot be read. ${error instanceof Error ? error.message : error}`)
  }
}

/** Settings that decide who signs in, which data are used, and whom is asked about pairs. */
export const guarded = ['issuer', 'table', 'VLSC'] as const
type Guarded = (typeof guarded)[number]

/** How what is deployed differs from settings. @param outputs of the running stack, by name */
export const changesOf = (
  outputs: Readonly<Record<string, string | undefined>>,
  { tokens, restoredTable, vlscBaseUrl }: Settings,
): { of: Guarded; from: string; to: string }[] => {
  const ownPool = 'a user pool of its own'
  const pairs = [
    {
      of: 'issuer' as const,
      from: outputs.UserPoolId === undefined ? `${outputs.Issuer} for ${outputs.Audience}` : ownPool,
      to: tokens ? `${tokens.issuer} for ${tokens.audiences}` : ownPool,
    },
    {
      of: 'table' as const,
      from: outputs.RestoredTable ?? 'the table of the stack',
      to: restoredTable ?? 'the table of the stack',
    },
    { of: 'VLSC' as const, from: outputs.VlscBaseUrl ?? 'none', to: vlscBaseUrl ?? 'none' },
  ]
  return pairs.filter(({ from, to }) => from !== to)
}
