import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ImportStatus } from '../../ledger/import-status.tsx'
import { Loaded } from '../../ledger/loaded.tsx'
import { text as common } from '../../texts/en/common.ts'
import { text } from '../../texts/en/overview.ts'
import { ago, number } from '../../texts/format.ts'
import { Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import styles from './overview.module.css'
import { importsQuery } from './queries.ts'

export const LastImports = () => (
  <Section title={text.imports} actions={<Link to="/imports">{text.showAll}</Link>}>
    <div className={styles.part}>
      <Loaded query={useQuery(importsQuery)}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{text.importsNone}</p>
          ) : (
            <Table
              label={text.imports}
              rows={items}
              keyOf={({ id }) => id}
              columns={[
                {
                  id: 'file',
                  header: text.file,
                  render: ({ id, fileName }) => (
                    <Link to="/imports/$importId" params={{ importId: id }}>
                      {fileName}
                    </Link>
                  ),
                },
                {
                  id: 'status',
                  header: text.status,
                  render: (of) => <ImportStatus of={of} />,
                },
                {
                  id: 'rows',
                  header: text.rows,
                  align: 'end',
                  isMinor: true,
                  render: ({ counts }) => (counts ? number(counts.rows) : common.none),
                },
                { id: 'when', header: text.importedAt, isMinor: true, render: ({ createdAt }) => ago(createdAt) },
              ]}
            />
          )
        }
      </Loaded>
    </div>
  </Section>
)
