import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { AsOf } from '../../ledger/as-of.tsx'
import { FamilyStatus } from '../../ledger/family-status.tsx'
import { Loaded } from '../../ledger/loaded.tsx'
import { text as page } from '../../texts/en/agreements.ts'
import { number } from '../../texts/format.ts'
import { Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import styles from './agreement-page.module.css'
import { type FamilyOfAgreement, familiesQuery } from './queries.ts'

const text = page.positions

const licensesOf = ({ licenses }: FamilyOfAgreement): string => {
  const counted = licenses.flatMap((license) => (license.counted ? [license.quantity] : []))
  if (counted.includes('unlimited')) return page.unlimited
  return number(counted.reduce<number>((sum, quantity) => sum + Number(quantity), 0))
}

/** The families in which licenses of an agreement count. */
export const PositionsOf = ({ agreementId }: { agreementId: string }) => {
  const query = useQuery(familiesQuery(agreementId))
  return (
    <Section title={page.one.positions} actions={<AsOf of={query.data} />}>
      <Loaded query={query} rows={2}>
        {({ families }) =>
          families.length === 0 ? (
            <p className={styles.soft}>
              {text.none} {text.noneHint}
            </p>
          ) : (
            <Table
              label={text.label}
              rows={families}
              keyOf={({ family }) => family.id}
              columns={[
                {
                  id: 'family',
                  header: text.family,
                  render: ({ family }) => (
                    <Link to="/families/$familyId" params={{ familyId: family.id }}>
                      {family.name}
                    </Link>
                  ),
                },
                { id: 'licenses', header: text.licenses, align: 'end', render: licensesOf },
                {
                  id: 'used',
                  header: text.used,
                  align: 'end',
                  isMinor: true,
                  render: ({ licenses }) => number(licenses.reduce((sum, { used }) => sum + used, 0)),
                },
                {
                  id: 'required',
                  header: text.required,
                  align: 'end',
                  isMinor: true,
                  render: ({ family }) => number(family.required),
                },
                {
                  id: 'shortfall',
                  header: text.shortfall,
                  align: 'end',
                  render: ({ family }) => number(family.shortfall),
                },
                {
                  id: 'status',
                  header: text.status,
                  isMinor: true,
                  render: ({ family }) => <FamilyStatus status={family.status} />,
                },
              ]}
            />
          )
        }
      </Loaded>
    </Section>
  )
}
