import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { groupsQuery } from '../../ledger/groups.ts'
import { Loaded } from '../../ledger/loaded.tsx'
import { useIsManager } from '../../ledger/me.ts'
import { text } from '../../texts/en/agreements.ts'
import { number } from '../../texts/format.ts'
import { Button } from '../../ui/button.tsx'
import { Status } from '../../ui/status.tsx'
import styles from './agreements-page.module.css'
import { NewGroup } from './group-dialogs.tsx'

const route = getRouteApi('/agreements')

/** Groups with their counts; one of them, or all, is looked at. */
export const GroupList = () => {
  const { group: current } = route.useSearch()
  const isManager = useIsManager()
  const query = useQuery(groupsQuery)
  const [isNew, setNew] = useState(false)
  return (
    <section className={styles.groups} aria-labelledby="groups">
      <h2 id="groups">{text.groups}</h2>
      <Loaded query={query} rows={8}>
        {(groups) => (
          <ul className={styles.list}>
            <li>
              <Link
                to="/agreements"
                search={({ group: _, ...before }) => before}
                activeOptions={{ includeSearch: true }}
                className={styles.group}
                aria-current={current === undefined ? 'page' : undefined}
              >
                <span className={styles.name}>{text.allAgreements}</span>
                <span className={styles.count}>
                  {number(groups.reduce((sum, { agreementCount }) => sum + agreementCount, 0))}
                </span>
              </Link>
            </li>
            {groups.map(({ id, name, agreementCount, deleting }) => (
              <li key={id}>
                <Link
                  to="/agreements"
                  search={(before) => ({ ...before, group: id })}
                  className={styles.group}
                  aria-current={current === id ? 'page' : undefined}
                >
                  <span className={styles.name}>
                    {name} {deleting && <Status means="plain">{text.group.deleting}</Status>}
                  </span>
                  <span className={styles.count}>{number(agreementCount)}</span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {isManager && (
        <div>
          <Button look="quiet" onClick={() => setNew(true)}>
            {text.group.new}
          </Button>
        </div>
      )}
      {isNew && <NewGroup onClose={() => setNew(false)} />}
    </section>
  )
}
