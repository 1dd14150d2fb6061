import { useQuery } from '@tanstack/react-query'
import { api, read } from '../../api/client.ts'
import { useAct } from '../../ledger/act.ts'
import { Loaded } from '../../ledger/loaded.tsx'
import { peopleQuery, useIsManager, useMe } from '../../ledger/me.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { text as all } from '../../texts/en/settings.ts'
import { list } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Facts, Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { RoleTable } from './settings.tsx'
import styles from './trail.module.css'

const text = all.roles

const People = () => {
  const isManager = useIsManager()
  const { act, error } = useAct({
    act: ({ id }: { id: string; name: string }) =>
      read(api.DELETE('/people/{personId}', { params: { path: { personId: id } } })),
    say: (_, { name }) => ({ title: text.forgotten(name) }),
  })
  return (
    <>
      {error && <ProblemNotice error={error} />}
      <Loaded query={useQuery(peopleQuery)} rows={3}>
        {({ items }) => (
          <Table
            label={text.people}
            rows={items}
            keyOf={({ id }) => id}
            columns={[
              { id: 'name', header: text.name, render: ({ name }) => name },
              { id: 'id', header: text.id, render: ({ id }) => <code>{id}</code> },
              ...(isManager
                ? [
                    {
                      id: 'forget',
                      header: text.forget,
                      render: (person: { id: string; name: string }) => (
                        <Button look="quiet" aria-label={text.forgetOf(person.name)} onClick={() => act(person)}>
                          {text.forget}
                        </Button>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Loaded>
    </>
  )
}

/** Who is signed in, and what the roles may. */
export const Roles = () => {
  const { id, name, roles } = useMe()
  return (
    <>
      <Section title={text.you}>
        <Facts
          facts={[
            [text.name, name ?? all.values.no],
            [text.roles, list(roles.map((role) => text.roleNames[role] ?? role))],
            [text.id, <code key="id">{id}</code>],
          ]}
        />
      </Section>
      <Section title={text.what}>
        <RoleTable />
        <p className={styles.soft}>{text.assign}</p>
      </Section>
      <Section title={text.people}>
        <People />
      </Section>
    </>
  )
}
