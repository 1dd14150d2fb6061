import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { text } from '../../texts/en/devices.ts'
import { words } from '../../texts/en/words.ts'
import { Field, Input, Select } from '../../ui/field.tsx'
import { type Column, Grid } from '../../ui/grid.tsx'
import { Bar, Section } from '../../ui/page.tsx'
import styles from './device.module.css'
import type { Device } from './queries.ts'

const route = getRouteApi('/devices/$deviceId')
const said = text.software

type Program = Device['software'][number]

/** Of the others nobody has to buy a license. What is not known yet may need one. */
const needsNone = ({ kind }: Program): boolean => kind === 'free' || kind === 'component'

export const needingLicense = ({ software }: Device): Program[] => software.filter((program) => !needsNone(program))

const columns: readonly Column<Program>[] = [
  {
    id: 'title',
    header: said.name,
    width: 'minmax(12rem, 3fr)',
    render: ({ titleId, title }) => (
      <Link to="/titles/$titleId" params={{ titleId }}>
        {title}
      </Link>
    ),
  },
  {
    id: 'publisher',
    header: said.publisher,
    width: 'minmax(8rem, 1.5fr)',
    isMinor: true,
    render: ({ publisher }) => publisher,
  },
  { id: 'version', header: said.version, width: 'minmax(7rem, 1fr)', isMinor: true, render: ({ version }) => version },
  {
    id: 'family',
    header: said.family,
    width: 'minmax(8rem, 1.5fr)',
    isMinor: true,
    render: ({ familyId, family }) =>
      familyId !== undefined && (
        <Link to="/families/$familyId" params={{ familyId }}>
          {family ?? said.ownFamily}
        </Link>
      ),
  },
  {
    id: 'kind',
    header: said.kind,
    width: '8rem',
    render: ({ kind }) => (kind === undefined ? '' : words.titleKind[kind]),
  },
]

const fits = 40

/** What a device reports, first of all what needs a license. */
export const Software = ({ of }: { of: Device }) => {
  const { software } = of
  const { software: shown = 'needing', q = '' } = route.useSearch()
  const navigate = useNavigate({ from: '/devices/$deviceId' })
  const filter = (changed: { software?: string; q?: string }): void => {
    const set = Object.entries(changed).map(([name, value]) => [name, value || undefined])
    void navigate({ search: (before) => ({ ...before, ...Object.fromEntries(set) }), replace: true })
  }
  const needing = needingLicense(of)
  const has = (value: string): boolean => value.toLowerCase().includes(q.toLowerCase())
  const rows = (shown === 'all' ? software : needing).filter(({ title, publisher }) => has(title) || has(publisher))
  return (
    <Section title={said.title}>
      {software.length === 0 ? (
        <p>{said.none}</p>
      ) : (
        <>
          <Bar>
            <Field label={said.which} name="software" hidesLabel>
              <Select
                value={shown}
                onChange={(next) => filter({ software: next === 'all' ? next : '' })}
                options={[
                  { value: 'needing', label: said.needing(needing.length) },
                  { value: 'all', label: said.every(software.length) },
                ]}
              />
            </Field>
            <Field label={said.find} name="q" hidesLabel>
              <Input type="search" placeholder={said.find} value={q} onChange={(typed) => filter({ q: typed })} />
            </Field>
          </Bar>
          {rows.length === 0 ? (
            <p role="status">{said.noneFound}</p>
          ) : (
            <div className={styles.software}>
              <Grid
                label={said.title}
                rows={rows}
                count={rows.length}
                fits={rows.length <= fits}
                keyOf={({ publisher, title, version }) => `${publisher}\n${title}\n${version}`}
                columns={columns}
              />
            </div>
          )}
        </>
      )}
    </Section>
  )
}
