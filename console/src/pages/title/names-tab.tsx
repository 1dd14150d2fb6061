import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/title.ts'
import { Table } from '../../ui/table.tsx'
import type { Title } from './title-data.ts'
import styles from './title-page.module.css'

const said = text.names

/** Versions that a cell names; the others are counted. */
const most = 6

/** The names under which devices report it, with their versions. */
export const NamesTab = ({ title: { rawTitles, versionsOf } }: { title: Title }) => {
  if (rawTitles.length === 0) return <p>{said.none}</p>
  return (
    <>
      <Table
        label={said.label}
        rows={rawTitles}
        keyOf={({ publisher, title }) => `${publisher} ${title}`}
        columns={[
          { id: 'name', header: said.name, render: ({ title }) => title },
          { id: 'publisher', header: said.publisher, render: ({ publisher }) => publisher },
          {
            id: 'versions',
            header: said.versions,
            isMinor: true,
            render: ({ versions = [] }) =>
              versions.length === 0
                ? common.none
                : [
                    ...versions.slice(0, most).map(({ version, devices }) => said.version(version, devices)),
                    ...(versions.length > most ? [said.more(versions.length - most)] : []),
                  ].join(', '),
          },
        ]}
      />
      {versionsOf !== undefined && <p className={styles.soft}>{said.versionsOf(versionsOf)}</p>}
    </>
  )
}
