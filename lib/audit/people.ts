import * as z from 'zod'
import { notFound } from '../foundation/errors.ts'
import { isWon } from '../foundation/table/attempts.ts'
import { peoplePartition, personKey } from '../foundation/table/keys.ts'
import type { Change, Ledger } from '../foundation/table/ledger.ts'
import { commit, put, remove, type Table } from '../foundation/table/table.ts'
import { auditEntry, changeOf } from './trail.ts'

const longestName = 256
const mostPeople = 5_000

/** The name that the ledger saw last for a subject of tokens. */
export const Person = z.strictObject({ id: z.string(), name: z.string() }).meta({ id: 'Person' })
type Person = z.infer<typeof Person>

const StoredPerson = z.object({ id: z.string(), name: z.string() })

const invisible = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu
const shorten = (name: string): string =>
  [...name.toWellFormed().replaceAll(invisible, ' ').trim()].slice(0, longestName).join('')

const readPerson = async (table: Table, id: string): Promise<Person | undefined> => {
  const item = await table.get(personKey(id))
  return item && StoredPerson.parse(item)
}

/** Keeps the name that a token carries, if it is another one than before. Of two at the same time either may win. */
export const keepName = async (table: Table, { id, name }: Person): Promise<void> => {
  const person = { id, name: shorten(name) }
  if (person.name === '') return
  const before = await readPerson(table, id)
  if (before?.name === person.name) return
  const condition = before ? { equals: { name: before.name } } : { exists: false }
  await isWon(commit(table, [put({ ...personKey(id), ...person }, condition)]))
}

const byName = new Intl.Collator('en')

/** People whose names are known, by name: all, up to a number that no organization's license managers and readers reach. */
export const listPeople = async (table: Table): Promise<Person[]> => {
  const { items } = await table.query({ partition: peoplePartition, limit: mostPeople })
  return items
    .map((item) => StoredPerson.parse(item))
    .map(({ id, name }) => ({ id, name }))
    .sort((one, other) => byName.compare(one.name, other.name) || (one.id < other.id ? -1 : 1))
}

/** Forgets the name of a person; the trail keeps the id. @throws LedgerError `person-not-found` */
export const deleteName = async ({ table, newId }: Ledger, id: string, change: Change): Promise<void> => {
  const unknown = () => notFound('person-not-found', 'No name of this id is kept.')
  // The entry names the id, as the name must not stay in the trail.
  const changed = changeOf('person', { id, name: id }, { before: null, after: null })
  await commit(table, [
    remove(personKey(id), { exists: true }, unknown),
    auditEntry(newId(), change, 'person-name-deleted', [changed]),
  ])
}
