import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { isUserId, userTable } from '../../../../lib/entitlements/graph/user-table.ts'

const zero = '00000000-0000-0000-0000-000000000000'

describe('Users in memory', () => {
  test('are found by their ids in any case, with what was noted of them last', () => {
    const users = userTable(10_000)
    const known = new Map(Array.from({ length: 5_000 }, (_, index) => [randomUUID() as string, index % 256]))
    for (const [id, parts] of known) users.note(id, parts)
    const [[first] = ['']] = known
    users.note(first.toUpperCase(), 7)
    known.set(first, 7)
    for (const [id, parts] of known) expect(users.find(id)).toBe(parts)
    expect(users.find(first.toUpperCase())).toBe(7)
    expect(users.find(randomUUID())).toBeUndefined()
  })

  test('that differ in one place alone are told apart', () => {
    const users = userTable(10)
    const id = randomUUID() as string
    const others = ['0', '9', '14', '20', '35'].map((at) => {
      const digit = id[Number(at)] === '1' ? '2' : '1'
      return id.slice(0, Number(at)) + digit + id.slice(Number(at) + 1)
    })
    users.note(id, 1)
    for (const other of others) expect(users.find(other)).toBeUndefined()
  })

  test('are all forgotten when they are too many', () => {
    const users = userTable(3)
    const ids = Array.from({ length: 4 }, () => randomUUID())
    for (const id of ids.slice(0, 3)) users.note(id, 1)
    for (const id of ids.slice(0, 3)) users.note(id, 2)
    expect(users.isFull()).toBe(false)
    expect(users.find(ids[0] ?? '')).toBe(2)
    users.note(ids[3] ?? '', 1)
    expect(users.isFull()).toBe(true)
    for (const id of ids) expect(users.find(id)).toBeUndefined()
  })

  test.each(['', zero, zero.replaceAll('-', ''), 'user@contoso.example', `${randomUUID()} `])('“%s” is none', (id) => {
    const users = userTable(10)
    users.note(id, 1)
    expect(isUserId(id)).toBe(false)
    expect(users.find(id)).toBeUndefined()
  })
})
