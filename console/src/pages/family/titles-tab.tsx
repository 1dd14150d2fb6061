import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, read } from '../../api/client.ts'
import { listOf, useList } from '../../api/queries.ts'
import { TitleStatus } from '../../ledger/family-status.tsx'
import { Loaded } from '../../ledger/loaded.tsx'
import { titleQuery } from '../../ledger/title-query.ts'
import { text } from '../../texts/en/family.ts'
import { words } from '../../texts/en/words.ts'
import { list, number } from '../../texts/format.ts'
import { Grid } from '../../ui/grid.tsx'
import { Empty, Section } from '../../ui/page.tsx'
import { Table, toggled } from '../../ui/table.tsx'
import { licenseName, rightNames } from './coverage-of.tsx'
import { type Family, groupsOf, type Product, sum } from './family-data.ts'
import styles from './family-page.module.css'
import type { LicenseGroup } from './licenses.ts'
import type { Requirement } from './requirements.ts'

const said = text.titles
const route = getRouteApi('/families/$familyId')

const Names = ({ titleId }: { titleId: string }) => {
  const { day } = route.useSearch()
  const query = useQuery(titleQuery(titleId, day))
  return (
    <Loaded query={query} rows={2}>
      {({ rawTitles }) => (
        <div>
          <strong>{said.names}</strong>
          <p className={styles.soft}>{rawTitles.length === 0 ? said.noNames : said.namesHint}</p>
          <ul className={styles.names}>
            {rawTitles.map(({ publisher, title }) => (
              <li key={`${publisher} ${title}`}>
                {title} <small className={styles.soft}>{publisher}</small>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Loaded>
  )
}

interface InsideProps {
  family: Family
  licenses: readonly LicenseGroup[]
  requirement: Requirement
}

const Covering = ({ licenses, requirement }: Omit<InsideProps, 'family'>) => {
  const { titleId, title } = requirement
  const rows = licenses.flatMap((license) =>
    [
      ...groupsOf(
        license.coverage.filter((cover) => cover.titleId === titleId),
        ({ rights }) => rights.join(),
      ),
    ].map(([key, covers]) => ({ key: license.id + key, license, covers })),
  )
  if (rows.length === 0) return null
  return (
    <Table
      label={said.coveredBy(title)}
      showsLabel
      rows={rows}
      keyOf={({ key }) => key}
      columns={[
        { id: 'license', header: text.license.head, render: ({ license }) => licenseName(license) },
        {
          id: 'right',
          header: text.license.right,
          render: ({ covers: [first] }) =>
            first && (
              <>
                {rightNames(first.rights)}
                <small className={styles.soft}> {first.rights.map((right) => words.rightMeans[right]).join(' ')}</small>
              </>
            ),
        },
        {
          id: 'quantity',
          header: said.covered,
          align: 'end',
          render: ({ covers }) => number(sum(covers.map(({ quantity }) => quantity))),
          total: number(requirement.covered),
        },
      ]}
    />
  )
}

const Combinations = ({ family, requirement }: Omit<InsideProps, 'licenses'>) => (
  <Table
    label={said.machines(requirement.title)}
    showsLabel
    rows={requirement.combinations}
    keyOf={({ id }) => id}
    columns={[
      {
        id: 'together',
        header: said.together,
        render: ({ titles }) => (titles.length === 1 ? said.alone : list(titles.map(({ title }) => title))),
      },
      ...(family.metric === 'core'
        ? [
            {
              id: 'units',
              header: said.units,
              align: 'end' as const,
              render: ({ units }: Family['combinations'][number]) => number(units),
            },
          ]
        : []),
      { id: 'machines', header: said.machineCount, align: 'end', render: ({ machines }) => number(machines) },
      { id: 'complete', header: said.complete, align: 'end', render: ({ complete }) => number(complete) },
    ]}
  />
)

/** Titles beyond those that the family's own answer has. */
const AllTitles = ({ familyId }: { familyId: string }) => {
  const { day } = route.useSearch()
  const { first, grid } = useList(
    listOf(['/software', 'of family', familyId, day], (cursor, signal) =>
      read(
        api.GET('/software', {
          params: {
            query: {
              familyId,
              limit: 200,
              ...(day !== undefined && { asOf: day }),
              ...(cursor !== undefined && { cursor }),
            },
          },
          signal,
        }),
      ),
    ),
  )
  return (
    <Section title={said.rest}>
      <Grid
        label={said.rest}
        {...grid}
        count={first?.totals.count}
        keyOf={({ id }) => id}
        columns={[
          {
            id: 'title',
            header: said.head,
            width: 'minmax(12rem, 1fr)',
            render: ({ id, title }) => (
              <Link to="/titles/$titleId" params={{ titleId: id }}>
                {title}
              </Link>
            ),
          },
          {
            id: 'installed',
            header: said.installed,
            width: '7rem',
            align: 'end',
            render: ({ installedCount }) => number(installedCount),
          },
          {
            id: 'status',
            header: said.status,
            width: '10rem',
            render: ({ status }) => <TitleStatus status={status} />,
          },
        ]}
      />
    </Section>
  )
}

interface TitlesTabProps {
  family: Family
  licenses: readonly LicenseGroup[]
  requirements: readonly Requirement[]
  open: string | undefined
}

/** Which titles belong to the family, what is required of each, what covers it, and under which names it is reported. */
export const TitlesTab = ({ family, licenses, requirements, open: first }: TitlesTabProps) => {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(first === undefined ? [] : [first]))
  const byTitle = new Map(requirements.map((requirement) => [requirement.titleId, requirement]))
  const rows: Product[] = [...family.products].sort(
    (one, other) => other.open - one.open || other.required - one.required || other.installed - one.installed,
  )
  if (rows.length === 0) return <Empty title={said.none} />
  return (
    <>
      <Table
        label={text.tabs.titles}
        rows={rows}
        keyOf={({ titleId }) => titleId}
        unfold={{
          open,
          onToggle: (key) => setOpen(toggled(open, key)),
          nameOf: ({ title }) => title,
          render: ({ titleId }) => {
            const requirement = byTitle.get(titleId)
            return (
              <div className={styles.inside}>
                {requirement && <Covering licenses={licenses} requirement={requirement} />}
                {requirement && <Combinations family={family} requirement={requirement} />}
                <Names titleId={titleId} />
              </div>
            )
          },
        }}
        columns={[
          {
            id: 'title',
            header: said.head,
            render: ({ titleId, title }) => (
              <Link to="/titles/$titleId" params={{ titleId }}>
                {title}
              </Link>
            ),
          },
          { id: 'kind', header: said.kind, isMinor: true, render: ({ kind }) => words.titleKind[kind] },
          { id: 'installed', header: said.installed, align: 'end', render: ({ installed }) => number(installed) },
          {
            id: 'required',
            header: said.required,
            align: 'end',
            render: ({ required }) => number(required),
            total: number(family.required),
          },
          {
            id: 'open',
            header: said.open,
            align: 'end',
            render: ({ open: lacking }) => number(lacking),
            total: number(family.shortfall),
          },
          {
            id: 'needs-data',
            header: said.needsData,
            align: 'end',
            isMinor: true,
            render: ({ needsData }) => number(needsData),
          },
          { id: 'status', header: said.status, isMinor: true, render: ({ status }) => <TitleStatus status={status} /> },
        ]}
      />
      {family.productCount > family.products.length && (
        <>
          <p className={styles.soft}>{said.more(family.products.length, family.productCount)}</p>
          <AllTitles familyId={family.id} />
        </>
      )}
    </>
  )
}
