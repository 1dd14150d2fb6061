/** What people enter by hand: groups, single agreements, and which products count for which titles. */
import * as z from 'zod'
import { Group } from '../../../lib/agreements/records/group.ts'
import { Software, SoftwareListItem } from '../../../lib/positions/answers/title.ts'
import { isThere, type Ledger, Stuck, say } from './ledger.ts'
import { departments, mappings, otherAgreements, type VolumeAgreement, volumeAgreements } from './tables.ts'

const tell = (what: string, wasThere: boolean): void => say(`  ${what}: ${wasThere ? 'there already' : 'created'}`)

export const createGroups = async ({ send }: Ledger): Promise<void> => {
  for (const name of departments)
    tell(`group ${name}`, await isThere('group-name-taken', send('POST', '/groups', { name })))
}

const volumeBody = (rows: readonly VolumeAgreement[]) => {
  const pairs = Map.groupBy(rows, ({ agreementNumber, licenseNumber }) => `${agreementNumber} ${licenseNumber}`)
  return {
    type: 'volume',
    program: rows[0]?.program,
    pairs: [...pairs.keys()].map((pair) => {
      const [agreementNumber, licenseNumber] = pair.split(' ')
      return { agreementNumber, licenseNumber }
    }),
  }
}

/** Agreements that are entered one by one. */
const singles = () => [
  ...[...Map.groupBy(volumeAgreements, ({ name }) => name)].flatMap(([name, rows]) =>
    rows[0]?.via === 'api' ? [{ name, group: rows[0].group, body: volumeBody(rows) }] : [],
  ),
  ...otherAgreements
    .filter(({ via }) => via === 'api')
    .map(({ name, group, publisher, title, licenses, details }) => ({
      name,
      group,
      body: {
        type: 'other',
        publisher,
        productTitle: title,
        licenseCount: licenses,
        ...(details !== '' && { details }),
      },
    })),
]

export const createAgreements = async ({ get, send }: Ledger): Promise<void> => {
  const { items } = await get('/groups', z.object({ items: z.array(Group) }))
  const ids = new Map(items.map(({ name, id }) => [name, id]))
  for (const { name, group, body } of singles()) {
    const agreement = { ...body, name, group: { id: ids.get(group) } }
    tell(`agreement ${name}`, await isThere('agreement-name-taken', send('POST', '/agreements', agreement)))
  }
}

const Titles = z.object({ items: z.array(SoftwareListItem) })

/** Says which products count for titles that the rules do not match with them. */
export const mapProducts = async ({ get, send }: Ledger): Promise<void> => {
  for (const { title, product, version } of mappings) {
    const { items } = await get(`/software?${new URLSearchParams({ contains: title })}`, Titles)
    const found = items.find((each) => each.title === title)
    if (!found)
      throw new Stuck(
        `The ledger has no title ${title}: it was merged or renamed. Split it off, and run the demo again.`,
      )
    const { mapping } = await get(`/software/${found.id}`, Software)
    const wasThere = mapping?.products.some((each) => each.product === product && each.version === version) ?? false
    if (!wasThere) await send('PUT', `/software/${found.id}/entitlement-mapping`, { products: [{ product, version }] })
    tell(`${product} ${version} counts for ${title}`, wasThere)
  }
}
