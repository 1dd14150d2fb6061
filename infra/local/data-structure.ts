import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** Raised when earlier data cannot be read any more. */
const structure = '2'

/** What the parts of the stack keep. */
const kept = ['dynoxide', 'dynamodb-local', 'aws', 'events.ndjson', 'outbox']

const structureOf = (directory: string): string | undefined => {
  const file = `${directory}/structure`
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  return kept.some((name) => existsSync(`${directory}/${name}`)) ? '1' : undefined
}

/**
 * Moves data of an earlier structure into a folder of its own, and notes the structure of what is kept from now on.
 * @returns the folder; undefined when there is no such data
 */
export const keepEarlierAside = (directory: string): string | undefined => {
  const found = structureOf(directory)
  let aside: string | undefined
  if (found !== undefined && found !== structure) {
    aside = `${directory}/structure-${found}-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
    mkdirSync(aside, { mode: 0o700 })
    for (const name of kept)
      if (existsSync(`${directory}/${name}`)) renameSync(`${directory}/${name}`, `${aside}/${name}`)
  }
  writeFileSync(`${directory}/structure`, `${structure}\n`)
  return aside
}
