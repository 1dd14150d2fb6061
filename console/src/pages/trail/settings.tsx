import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Loaded } from '../../ledger/loaded.tsx'
import { sayExpression } from '../../ledger/rhythm.ts'
import { settingsQuery } from '../../ledger/settings.ts'
import { text } from '../../texts/en/settings.ts'
import { Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import type { Settings as Deployed } from './queries.ts'
import styles from './trail.module.css'

type Name = keyof typeof text.settings

const words = text.values

const scheduled = (schedule: string, timeZone: string): string =>
  schedule === 'off' ? words.off : words.at(sayExpression(schedule), timeZone)

/** What each setting is set to, in words, in groups. */
const grouped = (
  set: Deployed,
): readonly (readonly [group: keyof typeof text.groups, (readonly [Name, ReactNode])[]])[] => [
  [
    'counting',
    [
      ['ledgerTimeZone', set.ledgerTimeZone],
      ['deviceStaleDays', words.days(set.deviceStaleDays)],
      ['pairLengthRule', words.pairLengthRule[set.pairLengthRule] ?? set.pairLengthRule],
    ],
  ],
  [
    'lookUps',
    [
      ['looksUp', set.looksUp ? words.hasGateway : words.hasNone],
      ['refreshSchedule', scheduled(set.refreshSchedule, set.refreshTimeZone)],
      ['staleAfterHours', words.hours(set.staleAfterHours)],
    ],
  ],
  [
    'graph',
    [
      [
        'readsGraph',
        <Link key="graph" to="/connectors/graph">
          {set.readsGraph ? words.hasTenant : words.hasNone}
        </Link>,
      ],
      ['graphSchedule', scheduled(set.graphSchedule, set.graphTimeZone)],
    ],
  ],
  [
    'mails',
    [
      ['alertDays', words.alertDays(set.alertDays)],
      ['alertNoEntitlement', set.alertNoEntitlement ? words.raisesAlerts : words.raisesNone],
      ['reportRetentionDays', words.days(set.reportRetentionDays)],
      ['mailFrom', set.mailFrom ?? words.noMail],
      ['mailLinkHours', words.hours(set.mailLinkHours)],
    ],
  ],
  [
    'access',
    [
      ['rolesClaim', set.rolesClaim],
      ['version', set.version],
    ],
  ],
]

/** What the deployment is set to. */
export const Settings = () => (
  <>
    <p className={styles.soft}>{text.settingsHint}</p>
    <Loaded query={useQuery(settingsQuery)} rows={12}>
      {(set) =>
        grouped(set).map(([group, settings]) => (
          <Section key={group} title={text.groups[group]}>
            <dl className={styles.settings}>
              {settings.map(([name, value]) => (
                <div key={name}>
                  <dt>{text.settings[name]}</dt>
                  <dd>
                    <strong>{value}</strong>
                    <span className={styles.soft}>
                      {text.settingMeans[name === 'looksUp' && !set.looksUp ? 'looksUpNot' : name]}
                    </span>
                  </dd>
                </div>
              ))}
            </dl>
          </Section>
        ))
      }
    </Loaded>
  </>
)

const may = (is: boolean): string => (is ? text.roles.yes : text.roles.no)

/** What the roles may do, whichever person has them. */
export const RoleTable = () => (
  <Table
    label={text.roles.what}
    rows={text.roles.tasks}
    keyOf={([task]) => task}
    columns={[
      { id: 'task', header: text.roles.may, render: ([task]) => task },
      { id: 'reader', header: text.roles.roleNames['license-reader'] ?? '', render: ([, reader]) => may(reader) },
      { id: 'manager', header: text.roles.roleNames['license-manager'] ?? '', render: ([, , manager]) => may(manager) },
      { id: 'writer', header: text.roles.roleNames['inventory-writer'] ?? '', render: ([, , , writer]) => may(writer) },
    ]}
  />
)
