import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { detailsKey, formerKey } from '../../lib/foundation/table/keys.ts'
import { factPartitionPrefixes } from '../../lib/positions/runs/ask-for-runs.ts'
import { found, idOf, show, synthesize } from './synthesize.ts'

interface Statement {
  Effect: 'Allow' | 'Deny'
  Action: string | string[]
  Resource: unknown
  Condition?: Record<string, Record<string, string[]>>
}

type Rights = Record<string, string[]>

const vlsc = {
  vlscBaseUrl: 'https://vlsc.example',
  vlscTokenUrl: 'https://login.example/token',
  vlscClientId: 'ledger',
  vlscScope: 'vlsc',
  vlscSecretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:vlsc-AbCdEf',
}

const mail = {
  smtpUrl: 'smtps://ledger@mail.example',
  smtpSecretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:mail-AbCdEf',
  mailFrom: 'ledger@example.com',
}

const graph = {
  graphTenant: 'contoso.example',
  graphClientId: 'ledger',
  graphCloud: 'us-government',
  graphSecretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:graph-AbCdEf',
}

const { template } = synthesize({ ...vlsc, ...mail, ...graph })
const roles = found(template, 'AWS::IAM::Role')
const functions = found(template, 'AWS::Lambda::Function')
/** Without any setting, and without tokens. */
const [plainly, tokenless] = [{}, { vlscBaseUrl: vlsc.vlscBaseUrl }].map((context) => synthesize(context).template)

const sources = new URL('../../functions/', import.meta.url)
const names = readdirSync(sources)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('routes.ts'))
  .map((file) => file.replace('.ts', ''))

const statementsOf = (name: string): Statement[] =>
  roles[`${idOf(name)}Role`]?.Policies.flatMap(
    (policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement,
  )

const rights = (name: string, effect: Statement['Effect']): Rights => {
  const resourcesOf: Rights = {}
  for (const { Effect, Action, Resource, Condition } of statementsOf(name))
    if (Effect === effect && (effect === 'Allow' || !Condition))
      for (const action of [Action].flat())
        resourcesOf[action] = [...(resourcesOf[action] ?? []), ...[Resource].flat().map(show)]
  return Object.fromEntries(Object.entries(resourcesOf).map(([action, resources]) => [action, resources.sort()]))
}

const table = 'LedgerTable'
const gsi1 = 'LedgerTable/index/gsi1'
const gsi2 = 'LedgerTable/index/gsi2'
const gsi3 = 'LedgerTable/index/gsi3'

const readsItems: Rights = { 'dynamodb:GetItem': [table], 'dynamodb:BatchGetItem': [table] }
const writesItems: Rights = {
  'dynamodb:PutItem': [table],
  'dynamodb:UpdateItem': [table],
  'dynamodb:DeleteItem': [table],
}
const consumes = (queue: string): Rights => ({
  'sqs:ReceiveMessage': [queue],
  'sqs:DeleteMessage': [queue],
  'sqs:GetQueueAttributes': [queue],
})

/** A missing file of a snapshot is told from a forbidden one. */
const readsSnapshots: Rights = { 's3:GetObject': ['DropBucket/snapshots/*'], 's3:ListBucket': ['DropBucket'] }

const allowed: Record<string, Rights> = {
  about: {},
  agreements: {
    ...readsItems,
    ...writesItems,
    'dynamodb:Query': [table, gsi1, gsi2],
    'sqs:SendMessage': ['WorkQueue'],
  },
  audit: { 'dynamodb:BatchGetItem': [table], 'dynamodb:Query': [table, gsi1, gsi2, gsi3] },
  people: {
    'dynamodb:GetItem': [table],
    'dynamodb:PutItem': [table],
    'dynamodb:DeleteItem': [table],
    'dynamodb:Query': [table],
  },
  groups: { ...readsItems, ...writesItems, 'dynamodb:Query': [table, gsi1, gsi2], 'sqs:SendMessage': ['WorkQueue'] },
  imports: {
    ...readsItems,
    'dynamodb:PutItem': [table],
    'dynamodb:UpdateItem': [table],
    'dynamodb:Query': [table, gsi1],
    's3:GetObject': ['DropBucket/results/imports/*'],
    's3:PutObject': ['DropBucket/imports/uploads/*'],
    'sqs:SendMessage': ['ImportQueue'],
  },
  'import-worker': {
    ...readsItems,
    ...writesItems,
    'dynamodb:Query': [table],
    's3:GetObject': ['DropBucket/imports/*', 'DropBucket/results/imports/*'],
    's3:PutObject': ['DropBucket/results/imports/*'],
    's3:DeleteObject': ['DropBucket/imports/inventory/*', 'DropBucket/imports/uploads/*'],
    's3:ListBucket': ['DropBucket'],
    ...consumes('ImportQueue'),
    'sqs:SendMessage': ['ImportQueue', 'WorkQueue'],
  },
  catalog: {
    ...readsItems,
    'dynamodb:PutItem': [table],
    'dynamodb:UpdateItem': [table],
    'dynamodb:Query': [table],
    ...readsSnapshots,
  },
  families: {
    ...readsItems,
    'dynamodb:PutItem': [table],
    'dynamodb:UpdateItem': [table],
    'dynamodb:Query': [table],
    ...readsSnapshots,
  },
  recognition: {
    ...readsItems,
    'dynamodb:PutItem': [table],
    'dynamodb:UpdateItem': [table],
    'dynamodb:Query': [table],
  },
  decisions: { ...readsItems, 'dynamodb:UpdateItem': [table], 'dynamodb:Query': [table], ...readsSnapshots },
  compare: { ...readsItems, 'dynamodb:UpdateItem': [table], 'dynamodb:Query': [table], ...readsSnapshots },
  preview: { ...readsItems, 'dynamodb:UpdateItem': [table], 'dynamodb:Query': [table], ...readsSnapshots },
  devices: { ...readsItems, ...writesItems, 'dynamodb:Query': [table, gsi1], ...readsSnapshots },
  software: {
    ...readsItems,
    'dynamodb:PutItem': [table],
    'dynamodb:UpdateItem': [table],
    'dynamodb:ConditionCheckItem': [table],
    'dynamodb:Query': [table],
    ...readsSnapshots,
  },
  reconciliations: {
    ...readsItems,
    'dynamodb:PutItem': [table],
    'dynamodb:UpdateItem': [table],
    'dynamodb:Query': [gsi1],
    'sqs:SendMessage': ['WorkQueue'],
  },
  changes: {
    'dynamodb:BatchGetItem': [table],
    'dynamodb:UpdateItem': [table],
    'dynamodb:DescribeStream': ['LedgerTable.StreamArn'],
    'dynamodb:GetRecords': ['LedgerTable.StreamArn'],
    'dynamodb:GetShardIterator': ['LedgerTable.StreamArn'],
    // Lambda asks for it, and streams can be listed only all together.
    'dynamodb:ListStreams': ['*'],
    'sqs:SendMessage': ['WorkQueue'],
  },
  reports: {
    ...readsItems,
    'dynamodb:PutItem': [table],
    'dynamodb:DeleteItem': [table],
    'dynamodb:Query': [gsi1],
    's3:GetObject': ['DropBucket/results/reports/*'],
    's3:DeleteObject': ['DropBucket/results/reports/*'],
    'sqs:SendMessage': ['WorkQueue'],
  },
  schedules: { ...readsItems, ...writesItems, 'dynamodb:Query': [table] },
  alerts: {
    ...readsItems,
    'dynamodb:PutItem': [table],
    'dynamodb:UpdateItem': [table],
    'dynamodb:Query': [gsi1, gsi2],
    'sqs:SendMessage': ['WorkQueue'],
  },
  refreshes: {
    ...readsItems,
    ...writesItems,
    'dynamodb:Query': [table, gsi1],
    'sqs:SendMessage': ['WorkQueue'],
  },
  connectors: {
    ...readsItems,
    ...writesItems,
    'dynamodb:Query': [gsi1],
    's3:GetObject': ['DropBucket/results/imports/*'],
    'sqs:SendMessage': ['ImportQueue', 'WorkQueue'],
  },
  entitlements: {
    ...readsItems,
    'dynamodb:UpdateItem': [table],
    'dynamodb:Query': [table, gsi2],
    ...readsSnapshots,
  },
  'work-worker': {
    ...readsItems,
    ...writesItems,
    'dynamodb:ConditionCheckItem': [table],
    'dynamodb:Query': [table, gsi1, gsi2, gsi3],
    's3:GetObject': [
      'DropBucket/imports/uploads/*',
      'DropBucket/results/imports/*',
      'DropBucket/results/reports/*',
      'DropBucket/snapshots/*',
    ],
    's3:PutObject': [
      'DropBucket/daily/*',
      'DropBucket/imports/uploads/*',
      'DropBucket/results/imports/*',
      'DropBucket/results/reports/*',
      'DropBucket/snapshots/*',
    ],
    's3:DeleteObject': ['DropBucket/daily/*', 'DropBucket/results/reports/*', 'DropBucket/snapshots/*'],
    's3:ListBucket': ['DropBucket'],
    ...consumes('WorkQueue'),
    'sqs:SendMessage': ['WorkQueue'],
    'events:PutEvents': ['EventsBus'],
    'secretsmanager:GetSecretValue': [mail.smtpSecretArn, vlsc.vlscSecretArn, graph.graphSecretArn].sort(),
  },
  sweep: {
    'dynamodb:BatchGetItem': [table],
    'dynamodb:PutItem': [table],
    'dynamodb:UpdateItem': [table],
    'dynamodb:Query': [table, gsi2, gsi3],
    'sqs:SendMessage': ['ImportQueue', 'WorkQueue'],
    'sqs:GetQueueAttributes': ['ImportQueueDeadLetters', 'WorkQueueDeadLetters'],
  },
}

/** Functions that tell and conclude, with the partitions that they may write to; others write facts. */
const bound: Record<string, string[]> = {
  imports: ['IMPORT#*', 'IDEM#*'],
  people: ['PEOPLE', 'AUDIT'],
  connectors: ['GRAPH-RUN#*', 'GRAPH-SCOPE', 'IMPORT#*', 'IDEM#*'],
  refreshes: ['REFRESH#*', 'REFRESH-SCOPE#*', 'VALIDATION', 'IDEM#*'],
  reports: ['REPORT#*', 'AUDIT', 'IDEM#*'],
  schedules: ['REPORT-SCHEDULES', 'REPORT-SCHEDULE-NAME#*', 'AUDIT', 'IDEM#*'],
  alerts: ['ALERT#*', 'ALERT-SUBJECT#*', 'WORK#0', 'WORK#1', 'WORK#2', 'WORK#3', 'AUDIT', 'IDEM#*'],
  entitlements: ['SNAPSHOT'],
  changes: ['SNAPSHOT'],
  sweep: ['SNAPSHOT', 'VALIDATION', 'ALERT#*', 'ALERT-SUBJECT#*', 'WORK#0', 'WORK#1', 'WORK#2', 'WORK#3'],
  reconciliations: ['RECONCILIATION#*', 'SNAPSHOT', 'IDEM#*'],
}
const writing = ['PutItem', 'UpdateItem', 'DeleteItem'].map((action) => `dynamodb:${action}`)

describe('Permissions', () => {
  it('are listed here for every function', () => {
    expect(Object.keys(allowed).sort()).toEqual([...names].sort())
    expect(Object.keys(functions).sort()).toEqual(names.map((name) => `${idOf(name)}Function`).sort())
  })

  it.each(names)('of %s are exactly those that it needs', (name) => {
    const log = [`${idOf(name)}Logs`]
    expect(rights(name, 'Allow')).toEqual({
      'logs:CreateLogStream': log,
      'logs:PutLogEvents': log,
      ...allowed[name],
    })
  })

  it.each(names.filter((name) => name !== 'about'))('of %s deny Scan on the table and its indexes', (name) => {
    expect(rights(name, 'Deny')).toEqual({ 'dynamodb:Scan': [table, gsi1, gsi2, gsi3] })
  })

  describe('Permissions keep the details of other agreements', () => {
    const actions = (names: string): string[] => names.split(' ').map((name) => `dynamodb:${name}`)
    const mayDo: Record<string, string[]> = {
      agreements: actions('GetItem PutItem DeleteItem'),
      'import-worker': actions('BatchGetItem PutItem DeleteItem'),
      'work-worker': actions('BatchGetItem'),
    }
    const all = actions('GetItem BatchGetItem Query PutItem UpdateItem DeleteItem ConditionCheckItem BatchWriteItem')

    const nothing: Statement = { Effect: 'Deny', Action: [], Resource: [] }

    it.each(names.filter((name) => name !== 'about'))('from %s, except for what it has to do with them', (name) => {
      const kept = statementsOf(name).filter(({ Effect, Condition }) => Effect === 'Deny' && Condition)
      expect(kept).toHaveLength(1)
      const [{ Action, Resource, Condition } = nothing] = kept
      expect(Condition).toEqual({ 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['DETAILS#*'] } })
      expect([Resource].flat().map(show)).toEqual([table])
      expect(all.filter((action) => ![Action].flat().includes(action))).toEqual(
        all.filter((action) => mayDo[name]?.includes(action)),
      )
    })

    it('in partitions of their own', () => {
      for (const { pk } of [detailsKey('id'), formerKey('id', 1)]) expect(pk.startsWith('DETAILS#')).toBe(true)
    })
  })

  describe('Permissions keep facts', () => {
    const partitionsOf = (name: string): (string[] | undefined)[] =>
      statementsOf(name)
        .filter(
          ({ Effect, Action }) => Effect === 'Allow' && [Action].flat().some((action) => writing.includes(action)),
        )
        .map(({ Condition }) => Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'])

    it.each(Object.keys(bound))('from %s, which writes only what it reports or concludes', (name) => {
      expect(partitionsOf(name)).toEqual([bound[name]])
    })

    it('for functions by which people enter, report or confirm them, and which complete that', () => {
      const unbound = names.filter((name) => partitionsOf(name).some((partitions) => partitions === undefined))
      expect(unbound).toEqual([
        'agreements',
        'catalog',
        'devices',
        'families',
        'groups',
        'import-worker',
        'recognition',
        'software',
        'work-worker',
      ])
    })

    it('out of all of these partitions', () => {
      const all = Object.values(bound).flat()
      for (const prefix of factPartitionPrefixes)
        expect(all.filter((partition) => partition.replace('*', '').startsWith(prefix.replace('#', '')))).toEqual([])
    })
  })

  it('come only from the policy of the role of one function', () => {
    template.resourceCountIs('AWS::IAM::Policy', 0)
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0)
    const ofFunctions = names.map((name) => `${idOf(name)}Role`)
    expect(Object.keys(roles).sort()).toEqual(
      [...ofFunctions, 'CleanUpRole', 'EventsRole', 'GraphScheduleRole', 'RefreshScheduleRole'].sort(),
    )
    for (const role of Object.values(roles)) expect(role.ManagedPolicyArns).toBeUndefined()
    for (const name of names) expect(show(functions[`${idOf(name)}Function`]?.Role)).toBe(`${idOf(name)}Role`)
  })

  it('let functions list the bucket only where they read or ask for one object, and send only events of the ledger', () => {
    const conditionsOf = (name: string) =>
      statementsOf(name).flatMap(({ Effect, Action, Condition }) =>
        Effect === 'Allow' && Condition && ![Action].flat().some((action) => writing.includes(action))
          ? [Condition]
          : [],
      )
    const listing = (...prefixes: string[]) => ({ StringLikeIfExists: { 's3:prefix': prefixes } })
    const snapshots = [listing('snapshots/*')]
    const conditions = Object.fromEntries(names.map((name) => [name, conditionsOf(name)]))
    expect(Object.fromEntries(Object.entries(conditions).filter(([, some]) => some.length > 0))).toEqual({
      catalog: snapshots,
      compare: snapshots,
      decisions: snapshots,
      preview: snapshots,
      devices: snapshots,
      entitlements: snapshots,
      families: snapshots,
      'import-worker': [listing('imports/*', 'results/imports/*')],
      software: snapshots,
      'work-worker': [
        listing('snapshots/*', 'daily/*', 'imports/uploads/*', 'results/imports/*'),
        { StringEquals: { 'events:source': 'license-ledger' } },
      ],
    })
  })
})

describe('The environment', () => {
  const parsedBy = (name: string): string[] => {
    const read = (file: string): string => readFileSync(new URL(file, sources), 'utf8')
    const own = read(`${name}.ts`)
    const wired = own.includes('serveAnswers(') ? read('wiring/answers.ts') : own
    const [, picked = ''] = /Environment\.pick\(\{([^}]*)\}/.exec(wired) ?? []
    return [...picked.matchAll(/(\w+): true/g)].map(([, variable = '']) => variable)
  }

  it.each(names)('of %s has exactly the variables that the function parses, and the name of its log', (name) => {
    const { POWERTOOLS_SERVICE_NAME, ...variables } = functions[`${idOf(name)}Function`]?.Environment.Variables ?? {}
    expect(POWERTOOLS_SERVICE_NAME).toBe('license-ledger-dev')
    expect(parsedBy(name)).not.toEqual([])
    expect(Object.keys(variables).sort()).toEqual(parsedBy(name).sort())
  })

  it.each([
    ['no VLSC is configured', plainly, []],
    ['it takes no tokens', tokenless, ['VLSC_BASE_URL']],
  ])('has no variable and no right for VLSC that is not needed: %s', (_, other, variables) => {
    if (!other) throw new Error('There is no template.')
    for (const [id, { Environment: environment }] of Object.entries(found(other, 'AWS::Lambda::Function')))
      expect(Object.keys(environment.Variables).filter((name) => name.startsWith('VLSC_'))).toEqual(
        id === 'workworkerFunction' ? variables : [],
      )
    expect(JSON.stringify(found(other, 'AWS::IAM::Role'))).not.toContain('secretsmanager')
  })

  it('names the mail server, its secret and the sender where one is configured, and nothing of it otherwise', () => {
    const { SMTP_URL, SMTP_SECRET_ARN, MAIL_FROM, MAIL_LINK_HOURS, API_URL } =
      functions.workworkerFunction?.Environment.Variables ?? {}
    expect({ SMTP_URL, SMTP_SECRET_ARN, MAIL_FROM, MAIL_LINK_HOURS }).toEqual({
      SMTP_URL: mail.smtpUrl,
      SMTP_SECRET_ARN: mail.smtpSecretArn,
      MAIL_FROM: mail.mailFrom,
      MAIL_LINK_HOURS: '12',
    })
    expect(show(API_URL)).toBe('Api.ApiEndpoint')
    expect(functions.schedulesFunction?.Environment.Variables.MAIL_FROM).toBe(mail.mailFrom)
    if (!plainly) throw new Error('There is no template.')
    for (const { Environment: environment } of Object.values(found(plainly, 'AWS::Lambda::Function')))
      for (const variable of ['SMTP_URL', 'SMTP_SECRET_ARN', 'MAIL_FROM'])
        expect(environment.Variables).not.toHaveProperty(variable)
  })

  it('names the address, client and secret of VLSC, and when its answers are stale', () => {
    expect(functions.workworkerFunction?.Environment.Variables).toMatchObject({
      VLSC_BASE_URL: vlsc.vlscBaseUrl,
      VLSC_TOKEN_URL: vlsc.vlscTokenUrl,
      VLSC_CLIENT_ID: vlsc.vlscClientId,
      VLSC_SCOPE: vlsc.vlscScope,
      VLSC_SECRET_ARN: vlsc.vlscSecretArn,
      STALE_AFTER_HOURS: '36',
    })
  })

  it('names the tenant, the application and the hosts of its cloud, and nothing of Graph otherwise', () => {
    expect(functions.workworkerFunction?.Environment.Variables).toMatchObject({
      GRAPH_TENANT: graph.graphTenant,
      GRAPH_CLIENT_ID: graph.graphClientId,
      GRAPH_SECRET_ARN: graph.graphSecretArn,
      GRAPH_LOGIN_URL: 'https://login.microsoftonline.us',
      GRAPH_URL: 'https://graph.microsoft.us',
    })
    if (!plainly) throw new Error('There is no template.')
    expect(JSON.stringify(found(plainly, 'AWS::Lambda::Function'))).not.toMatch(/"GRAPH_(?!SCHEDULE|TIME_ZONE)/)
  })

  it('has the settings of the deployment', () => {
    const { template: other } = synthesize({
      issuer: 'https://issuer.example',
      audience: 'api',
      consoleClientId: 'console',
      consoleScope: 'openid api',
      consoleHosts: 'tokens.example',
      rolesClaim: 'roles',
      pairLengthRule: 'each-16',
      reportRetentionDays: '30',
      ledgerTimeZone: 'Pacific/Auckland',
      alertDays: '30, 0',
      alertNoEntitlement: 'true',
      mailLinkHours: '48',
      deviceStaleDays: '60',
    })
    const { agreementsFunction, reportsFunction, ...others } = found(other, 'AWS::Lambda::Function')
    expect(agreementsFunction?.Environment.Variables).toMatchObject({
      ROLES_CLAIM: 'roles',
      PAIR_LENGTH_RULE: 'each-16',
    })
    expect(reportsFunction?.Environment.Variables).toMatchObject({ REPORT_RETENTION_DAYS: '30' })
    expect(others.aboutFunction?.Environment.Variables).toEqual({
      POWERTOOLS_SERVICE_NAME: 'license-ledger-dev',
      SITE_DIR: '/var/task/site',
      CONSOLE_DIR: '/var/task/console',
      ISSUER: 'https://issuer.example',
      ISSUER_HOSTS: 'tokens.example',
      CONSOLE_CLIENT_ID: 'console',
      CONSOLE_SCOPE: 'openid api',
      BUCKET_ORIGIN: expect.anything(),
      ROLES_CLAIM: 'roles',
      PAIR_LENGTH_RULE: 'each-16',
      LEDGER_TIME_ZONE: 'Pacific/Auckland',
      STALE_AFTER_HOURS: '36',
      DEVICE_STALE_DAYS: '60',
      REPORT_RETENTION_DAYS: '30',
      ALERT_DAYS: '30,0',
      ALERT_NO_ENTITLEMENT: 'true',
      LOOKS_UP: 'false',
      REFRESH_SCHEDULE: 'cron(0 3 * * ? *)',
      REFRESH_TIME_ZONE: 'UTC',
      READS_GRAPH: 'false',
      GRAPH_SCHEDULE: 'cron(0 2 * * ? *)',
      GRAPH_TIME_ZONE: 'UTC',
      MAIL_LINK_HOURS: '48',
    })
    expect(others.workworkerFunction?.Environment.Variables).toMatchObject({
      ALERT_DAYS: '30,0',
      ALERT_NO_ENTITLEMENT: 'true',
      DEVICE_STALE_DAYS: '60',
    })
    expect(others.workworkerFunction?.Environment.Variables).toMatchObject({
      MAIL_LINK_HOURS: '48',
      REPORT_RETENTION_DAYS: '30',
    })
    for (const id of [
      'changesFunction',
      'devicesFunction',
      'entitlementsFunction',
      'softwareFunction',
      'sweepFunction',
      'workworkerFunction',
      'schedulesFunction',
    ])
      expect(others[id]?.Environment.Variables).toMatchObject({ LEDGER_TIME_ZONE: 'Pacific/Auckland' })
  })
})
