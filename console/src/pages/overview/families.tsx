import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Loaded } from '../../ledger/loaded.tsx'
import { text } from '../../texts/en/overview.ts'
import { number } from '../../texts/format.ts'
import { Section } from '../../ui/page.tsx'
import { Stack } from '../../ui/stack.tsx'
import { Table, type TableColumn } from '../../ui/table.tsx'
import styles from './overview.module.css'
import { type FamilyInShort, type Overview, rowsShown, withoutDataQuery } from './queries.ts'

const name: TableColumn<FamilyInShort> = {
  id: 'family',
  header: text.family,
  render: ({ familyId, name: called, publisher }) => (
    <>
      <Link to="/families/$familyId" params={{ familyId }}>
        {called}
      </Link>{' '}
      <span className={styles.soft}>{publisher}</span>
    </>
  ),
}

const owned: TableColumn<FamilyInShort> = {
  id: 'owned',
  header: text.owned,
  align: 'end',
  isMinor: true,
  render: ({ unlimited, owned: units }) => (unlimited ? text.unlimited : number(units)),
}

const required: TableColumn<FamilyInShort> = {
  id: 'required',
  header: text.required,
  align: 'end',
  isMinor: true,
  render: (family) => number(family.required),
}

const shortfallColumns: readonly TableColumn<FamilyInShort>[] = [
  name,
  owned,
  required,
  {
    id: 'shortfall',
    header: text.shortfall,
    align: 'end',
    render: ({ shortfall }) => <span className={styles.short}>{number(shortfall)}</span>,
  },
  {
    id: 'picture',
    header: text.met,
    isMinor: true,
    render: ({ required: all, shortfall }) => (
      <Stack
        size="small"
        parts={[
          { key: 'covered', means: 'covered', value: all - shortfall },
          { key: 'short', means: 'short', value: shortfall },
        ]}
      />
    ),
  },
]

const surplusColumns: readonly TableColumn<FamilyInShort>[] = [
  name,
  owned,
  required,
  { id: 'surplus', header: text.surplus, align: 'end', render: ({ surplus }) => number(surplus) },
  {
    id: 'picture',
    header: text.inUse,
    isMinor: true,
    render: ({ owned: all, surplus }) => (
      <Stack
        size="small"
        parts={[
          { key: 'used', means: 'covered', value: all - surplus },
          { key: 'spare', means: 'spare', value: surplus },
        ]}
      />
    ),
  },
]

/** Families that require more than is owned, and families of which more is owned than required. */
export const Families = ({ overview: { shortfalls, surpluses } }: { overview: Overview }) => (
  <div className={styles.two}>
    <Section
      title={text.shortfalls}
      actions={
        <Link to="/positions" search={{ has: 'shortfall', sort: '-shortfall' }}>
          {text.showAll}
        </Link>
      }
    >
      {shortfalls.length === 0 ? (
        <p>{text.noShortfalls}</p>
      ) : (
        <Table
          label={text.shortfalls}
          rows={shortfalls.slice(0, rowsShown)}
          keyOf={({ familyId }) => familyId}
          columns={shortfallColumns}
        />
      )}
    </Section>
    <Section
      title={text.surpluses}
      actions={
        <Link to="/positions" search={{ has: 'surplus', sort: '-surplus' }}>
          {text.showAll}
        </Link>
      }
    >
      {surpluses.length === 0 ? (
        <p>{text.noSurpluses}</p>
      ) : (
        <Table
          label={text.surpluses}
          rows={surpluses.slice(0, rowsShown)}
          keyOf={({ familyId }) => familyId}
          columns={surplusColumns}
        />
      )}
    </Section>
  </div>
)

/** Families in which nobody knows what some machines require, or how many users there are. */
export const WithoutData = ({ notMeasured }: { notMeasured: number }) => (
  <Section
    title={text.noData}
    actions={
      <Link to="/positions" search={{ has: 'needs-data', sort: '-needsData' }}>
        {text.showAll}
      </Link>
    }
  >
    <div className={styles.part}>
      <Loaded query={useQuery(withoutDataQuery)}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{text.noDataNone}</p>
          ) : (
            <Table
              label={text.noData}
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                {
                  id: 'family',
                  header: text.family,
                  render: ({ id, name: called, publisher }) => (
                    <>
                      <Link to="/families/$familyId" params={{ familyId: id }}>
                        {called}
                      </Link>{' '}
                      <span className={styles.soft}>{publisher}</span>
                    </>
                  ),
                },
                { id: 'installs', header: text.installs, align: 'end', render: ({ needsData }) => number(needsData) },
              ]}
            />
          )
        }
      </Loaded>
      {notMeasured > 0 && (
        <p>
          <Link to="/positions" search={{ status: 'not-measured' }}>
            {text.notMeasured(notMeasured)}
          </Link>
        </p>
      )}
    </div>
  </Section>
)
