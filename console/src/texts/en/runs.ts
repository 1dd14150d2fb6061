import { count, number } from '../format.ts'

export const text = {
  reconciliations: 'Counting',
  reconciliationsHint: 'Each change is counted by a run within seconds. Runs of the last 30 days.',
  recount: 'Count again now',
  recounting: 'Everything is being counted again',
  refreshes: 'Look-ups',
  refreshesHint: 'What Microsoft volume licensing was asked about pairs.',
  refresh: 'Refresh Now',
  refreshing: 'All pairs are being looked up',
  cancel: 'Cancel',
  cancelled: 'Cancelled. Answers that came already stay.',
  started: 'Began',
  what: 'Run',
  stage: { collect: 'Collect what devices report', reconcile: 'Count everything' },
  trigger: {
    change: 'after a change',
    day: 'for a new day',
    knowledge: 'for new rules',
    sweep: 'as something was due',
    manual: 'by hand',
    scheduled: 'by schedule',
    'new-pairs': 'for new pairs',
  },
  scope: { all: 'All pairs', group: 'Pairs of a group', pairs: 'New pairs' },
  status: 'State',
  statuses: {
    queued: 'Waiting',
    running: 'Running',
    completed: 'Done',
    overtaken: 'Overtaken by a newer run',
    failed: 'Failed',
    partial: 'Done in part',
    cancelled: 'Cancelled',
  },
  took: 'Took',
  seconds: (value: number) => count(value, { one: 'second', other: 'seconds' }),
  read: 'Read',
  counts: {
    devices: { one: 'device', other: 'devices' },
    names: { one: 'name', other: 'names' },
    agreements: { one: 'agreement', other: 'agreements' },
    pairs: { one: 'pair', other: 'pairs' },
  },
  answers: (valid: number, expired: number, notFound: number, failed: number) =>
    [
      `${number(valid)} valid`,
      `${number(expired)} expired`,
      `${number(notFound)} not found`,
      ...(failed > 0 ? [`${number(failed)} without an answer`] : []),
    ].join(', '),
  progress: (done: number, total: number) => `${number(done)} of ${number(total)} pairs`,
  noRefreshes:
    'Nothing was looked up yet. Pairs are when they are new, at the times in the settings, and when a manager asks.',
  noRefreshesNoGateway:
    'Nothing was looked up, as no gateway is set. Drop the files of the admin center on Imports instead.',
  noRuns: 'Nothing was counted yet.',
} as const
