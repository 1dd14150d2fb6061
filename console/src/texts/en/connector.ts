import { count, number } from '../format.ts'
import { pageNames } from './common.ts'

export const text = {
  title: pageNames.connector,
  lead: 'Reads the subscriptions of Microsoft 365, and the devices of Intune with their software. Of users only counts are kept.',
  next: (schedule: string, timeZone: string) => `${schedule} (${timeZone}), and when a manager runs it.`,
  noSchedule: 'Only when a manager runs it.',
  notConfigured: 'No tenant is set, so nothing is read.',
  run: 'Run now',
  running: 'The connector has begun',
  cancel: 'Cancel',
  cancelled: 'The run was cancelled. What it had imported stays.',
  cancelTitle: 'Cancel this run?',
  cancelHint: 'Its imports end, too. What they have written stays: the next run brings the rest.',
  goOn: 'Let it go on',
  underWay: 'Under way',
  leave: 'You may leave this page: the run goes on.',
  now: {
    queued: 'Waiting for its turn',
    subscriptions: 'Reading subscriptions and counting their users',
    software: 'Waiting for Intune, which makes files of its devices and their software',
    imports: 'Importing what was read',
  },
  waits: (time: string) => `Graph asked to be left alone, or is not ready. It is asked again at ${time}.`,
  last: (time: string) => `Last result, ${time}`,
  runs: 'Runs',
  noRuns: 'It has not run yet.',
  older: 'Older runs',
  began: 'Began',
  how: 'How',
  trigger: { manual: 'by hand', scheduled: 'by schedule' },
  status: 'State',
  took: 'Took',
  read: 'Read',
  imports: 'Imports',
  importOf: { subscriptions: 'Subscriptions', software: 'Devices and software' },
  parts: { subscriptions: 'Subscriptions', software: 'Devices and software' },
  details: (time: string) => `the run of ${time}`,
  facts: {
    plans: 'Plans',
    users: 'Users whose licenses were counted',
    devices: 'PCs that have sent their software',
  },
  plans: (plans: number, leftOut: number) =>
    leftOut === 0
      ? number(plans)
      : `${number(plans - leftOut)}, and ${number(leftOut)} left out that are free or not for users`,
  complete: (reported: number, known: number) => `${number(reported)} of ${number(known)}`,
  completeness: 'known PCs have sent their software',
  missing: (value: number) =>
    `${count(value, { one: 'PC has', other: 'PCs have' })} not. New devices take up to a week; others may not run the Intune management extension.`,
  withoutSoftware: 'PCs without software',
  download: 'Download the list',
  toDevices: pageNames.devices,
  toSubscriptions: pageNames.subscriptions,
  sayCounts: (plans: number, users: number, devices: number) =>
    [
      count(plans, { one: 'plan', other: 'plans' }),
      count(users, { one: 'user', other: 'users' }),
      count(devices, { one: 'PC', other: 'PCs' }),
    ].join(', '),
  errors: {
    'graph-not-configured': {
      title: 'No tenant is set',
      fix: 'Set it up as below, or switch the schedule off (graphSchedule).',
    },
    'sign-in': {
      title: 'Microsoft Entra refuses the sign-in',
      fix: 'Replace the secret or certificate in Secrets Manager, or correct the ids. It is read again by the next run.',
    },
    permission: {
      title: 'The application lacks a permission',
      fix: 'Add the permission that the message names in the Entra admin center, grant admin consent, and run again.',
    },
    throttled: { title: 'Graph was too busy', fix: 'Nothing has to be done: the next run reads it.' },
    unavailable: {
      title: 'Graph failed',
      fix: 'Nothing has to be done: the next run reads it. See Microsoft’s service health if it stays so.',
    },
    connection: {
      title: 'Graph could not be reached',
      fix: 'Nothing has to be done if it passes. Otherwise see the network and the cloud (graphCloud).',
    },
    refused: {
      title: 'Graph refused a call',
      fix: 'Report this: Graph answers otherwise than its documentation says.',
    },
    'unexpected-answer': {
      title: 'Graph answered unexpectedly',
      fix: 'Report this: Graph answers otherwise than its documentation says.',
    },
    'export-failed': {
      title: 'Intune did not make its export',
      fix: 'The next run asks again. See the service health of Intune if it stays so.',
    },
    'import-failed': { title: 'What was read could not be imported', fix: 'Open the import: it says why.' },
    internal: {
      title: 'The run was given up',
      fix: 'Run it again. If it fails again, tell the administrators: the logs say why.',
    },
  } as Record<string, { title: string; fix: string }>,
  setUp: {
    title: 'Let the ledger read Microsoft 365 and Intune by itself',
    lead: 'Without it, files of the admin centers do the same: drop them on the page Imports. To set it up takes an administrator of Microsoft Entra and whoever deploys the ledger:',
    steps: [
      {
        what: 'Register an application',
        how: 'In the Microsoft Entra admin center: App registrations, New registration. It needs no redirect address.',
      },
      {
        what: 'Give it permissions',
        how: 'API permissions, Microsoft Graph, Application permissions; then Grant admin consent. They only read.',
        codes: [
          'LicenseAssignment.Read.All',
          'Organization.Read.All',
          'User.Read.All',
          'DeviceManagementManagedDevices.Read.All',
        ],
      },
      {
        what: 'Give it a certificate or a secret',
        how: 'Certificates & secrets: upload an RSA certificate, or make a client secret. Put it into a secret of AWS Secrets Manager.',
      },
      {
        what: 'Check it',
        how: 'This makes each call once, and says which permission is missing.',
        codes: ['npm run graph:check -- --tenant <id> --client-id <id>'],
      },
      {
        what: 'Deploy with these settings',
        how: 'Set them in config/<stage>.json. After the deployment, this page has a button that runs the connector.',
        codes: ['graphTenant', 'graphClientId', 'graphSecretArn'],
      },
    ] as readonly { what: string; how: string; codes?: readonly string[] }[],
    more: 'docs/graph.md has each step in full.',
    toImports: 'Go to Imports',
  },
} as const
