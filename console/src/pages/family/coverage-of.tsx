import { useMemo, useState } from 'react'
import { text } from '../../texts/en/family.ts'
import { words } from '../../texts/en/words.ts'
import { number } from '../../texts/format.ts'
import { Flow, type ShownLink, type ShownNode } from '../../ui/flow.tsx'
import { Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { type Family, isOfPeople, type Right } from './family-data.ts'
import styles from './family-page.module.css'
import type { LicenseGroup } from './licenses.ts'
import { type Band, type End, pictureOf } from './picture.ts'
import type { Requirement } from './requirements.ts'

const said = text.coverage

/** Ends of a side that a picture shows by themselves. */
const most = 8

export const rightNames = (rights: readonly Right[]): string => rights.map((right) => words.right[right]).join(', ')

/** What a license is called, with the terms that decide what it may run. */
export const licenseName = ({ name, hasAssurance, isStepUp }: LicenseGroup): string =>
  [name, hasAssurance && said.withAssurance, isStepUp && said.stepUp].filter(Boolean).join(', ')

const endName = (end: End): string => {
  switch (end.is) {
    case 'license':
      return licenseName(end.license)
    case 'title':
      return end.requirement.title
    case 'missing':
      return said.missing
    case 'spare':
      return said.spare
    case 'others':
      return end.side === 'left' ? said.otherLicenses(end.count) : said.otherTitles(end.count)
  }
}

const bandName = ({ is, rights }: Band): string => {
  if (is === 'missing') return text.whereTo.shortfall
  if (is === 'spare') return said.spare
  return rights.length > 0 ? rightNames(rights) : said.several
}

interface CoverageOfProps {
  family: Family
  licenses: readonly LicenseGroup[]
  requirements: readonly Requirement[]
  onOpen: (side: 'left' | 'right', id: string) => void
}

/** Licenses at the left, requirements at the right, and the rights between them. */
export const CoverageOf = ({ family, licenses, requirements, onOpen }: CoverageOfProps) => {
  const { ends, bands } = useMemo(() => pictureOf(licenses, requirements, most), [licenses, requirements])
  const all = useMemo(() => pictureOf(licenses, requirements, Number.POSITIVE_INFINITY), [licenses, requirements])
  const names = useMemo(() => new Map([...all.ends, ...ends].map((end) => [end.id, endName(end)])), [all, ends])
  const nodes = useMemo(
    () =>
      ends.map((end): ShownNode => {
        const { id, side, is, value } = end
        const more = is === 'license' && end.license.meets > end.license.used
        return {
          id,
          side,
          name: endName(end),
          value: more ? said.meetsMore(end.license.used, end.license.meets) : number(value),
          means: is === 'missing' ? 'short' : is === 'spare' ? 'spare' : 'plain',
          onOpen: is === 'license' || is === 'title' ? () => onOpen(side, id) : undefined,
        }
      }),
    [ends, onOpen],
  )
  const links = useMemo(
    () =>
      bands.map((band): ShownLink => {
        const { id, from, to, value, is } = band
        return {
          id,
          from,
          to,
          value,
          name: bandName(band),
          amount: number(value),
          length: bandName(band).length + 1 + number(value).length,
          title: `${names.get(from)} → ${names.get(to)}: ${bandName(band)} ${number(value)}`,
          means: is === 'missing' ? 'short' : is === 'spare' ? 'spare' : 'covered',
        }
      }),
    [bands, names],
  )
  const [isTable, setTable] = useState(false)
  if (isOfPeople(family.metric))
    return <Section title={said.title}>{<p className={styles.soft}>{said.people}</p>}</Section>
  if (bands.length === 0)
    return (
      <Section title={said.title}>
        <p className={styles.soft}>{said.nothing}</p>
      </Section>
    )
  const labelled = rightsIn(all.bands)
  return (
    <Section title={said.title}>
      <Flow
        label={said.picture(family.owned, family.required)}
        left={said.left}
        right={said.right}
        nodes={nodes}
        links={links}
      />
      {labelled.length > 0 && (
        <ul className={styles.soft}>
          {labelled.map((right) => (
            <li key={right}>
              <strong>{words.right[right]}</strong>: {words.rightMeans[right]}
            </li>
          ))}
        </ul>
      )}
      <details className={styles.bands} onToggle={({ currentTarget }) => setTable(currentTarget.open)}>
        <summary>{said.asTable}</summary>
        {isTable && (
          <Table
            label={said.title}
            rows={[...all.bands].sort((one, other) => other.value - one.value)}
            keyOf={({ id }) => id}
            columns={[
              { id: 'license', header: said.band.license, render: ({ from }) => names.get(from) },
              { id: 'right', header: said.band.right, render: bandName },
              { id: 'title', header: said.band.title, render: ({ to }) => names.get(to) },
              {
                id: 'quantity',
                header: said.band.quantity,
                align: 'end',
                render: ({ value }) => number(value),
                total: number(all.bands.reduce((sum, { value }) => sum + value, 0)),
              },
            ]}
          />
        )}
      </details>
    </Section>
  )
}

const rightsIn = (bands: readonly Band[]): Right[] => [...new Set(bands.flatMap(({ rights }) => rights))]
