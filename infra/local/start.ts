/// <reference lib="esnext.disposable" />
/** `npm start`: the whole service on this machine, on 127.0.0.1 only; `npm start -- --demo` fills it with an example. */
import { mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { routesByFunction } from '../../functions/routes.ts'
import { isTimeZone } from '../../lib/foundation/calendar/day.ts'
import { readSchedule } from '../../lib/foundation/calendar/schedule.ts'
import { holdLock } from '../lock.ts'
import { buildConsole } from '../site/build-console.ts'
import { buildSite } from '../site/build-site.ts'
import { jwtAuthorizer } from './authorizer.ts'
import { createTable } from './create-table.ts'
import { keepEarlierAside } from './data-structure.ts'
import { fillLedger } from './demo/fill-ledger.ts'
import { chosenEngine, startDynamo } from './dynamodb.ts'
import { startEmulator } from './emulator.ts'
import { startEvents } from './events.ts'
import { startGateway } from './gateway.ts'
import { graphSecret, startGraph } from './graph.ts'
import { audience, rolesClaim, startIssuer } from './issuer.ts'
import { loadHandler } from './lambda.ts'
import { namedMailServer, startMail } from './mail.ts'
import { whenNpmEnds } from './npm.ts'
import { defaultPorts, freePort, loopback } from './ports.ts'
import { startSecrets } from './secrets.ts'
import { enterServiceEnvironment, leaveAwsAccount, vlscSecret } from './service-environment.ts'
import { consoleClient, consoleScope } from './sign-in.ts'
import {
  readStackFile,
  removeStackFile,
  type Stack,
  localTableName as tableName,
  writeStackFile,
} from './stack-file.ts'
import { startVlsc } from './vlsc.ts'
import { startWorkers } from './workers.ts'

const region = 'us-east-1'
const bucket = 'license-ledger'
/** Milliseconds to wait for a stack that is just ending, and for others that are just starting. */
const lockPatience = 2_000
const portsPatience = 30_000
/** As deployed. */
const defaultSchedule = 'cron(0 3 * * ? *)'
const defaultGraphSchedule = 'cron(0 2 * * ? *)'
const directory = resolve(process.env.LOCAL_DIR || fileURLToPath(new URL('../../.local', import.meta.url)))

/** When everything is refreshed. @throws Error for a malformed schedule */
const refreshSchedule = ({ REFRESH_SCHEDULE, REFRESH_TIME_ZONE }: NodeJS.ProcessEnv) => {
  const schedule = {
    REFRESH_SCHEDULE: REFRESH_SCHEDULE || defaultSchedule,
    REFRESH_TIME_ZONE: REFRESH_TIME_ZONE || 'UTC',
  }
  readSchedule(schedule.REFRESH_SCHEDULE, schedule.REFRESH_TIME_ZONE)
  return schedule
}

/** When Microsoft Graph is asked. @throws Error for a malformed schedule */
const graphSchedule = ({ GRAPH_SCHEDULE, GRAPH_TIME_ZONE }: NodeJS.ProcessEnv) => {
  const schedule = { GRAPH_SCHEDULE: GRAPH_SCHEDULE || defaultGraphSchedule, GRAPH_TIME_ZONE: GRAPH_TIME_ZONE || 'UTC' }
  readSchedule(schedule.GRAPH_SCHEDULE, schedule.GRAPH_TIME_ZONE)
  return schedule
}

/** In whose days agreements begin and end, as the functions are told. @throws Error for a time zone that there is not */
const ledgerTimeZone = ({ LEDGER_TIME_ZONE }: NodeJS.ProcessEnv) => {
  const timeZone = LEDGER_TIME_ZONE || 'UTC'
  if (!isTimeZone(timeZone))
    throw new Error(`LEDGER_TIME_ZONE is ${timeZone}, and there is no such time zone. Write one such as Europe/Berlin.`)
  return { LEDGER_TIME_ZONE: timeZone }
}

/** For how long the console's tokens are good. @throws Error for what is no number of seconds */
const accessTokenSeconds = ({ ACCESS_TOKEN_SECONDS: seconds = '' }: NodeJS.ProcessEnv): number => {
  if (!/^([1-9]\d{0,5})?$/.test(seconds)) throw new Error(`ACCESS_TOKEN_SECONDS is ${seconds}. Write a whole number.`)
  return Number(seconds || 3_600)
}

const { demo: hasDemo } = parseArgs({ options: { demo: { type: 'boolean', default: false } } }).values

const isSimulated = !process.env.VLSC_BASE_URL
const keepsMails = !process.env.SMTP_URL

/** What was started, to be stopped in reverse. */
const started = new AsyncDisposableStack()

const start = async (): Promise<Stack> => {
  leaveAwsAccount()
  Object.assign(process.env, refreshSchedule(process.env), graphSchedule(process.env), ledgerTimeZone(process.env))
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const release = holdLock(`${directory}/lock`, lockPatience)
  if (!release) {
    const { apiUrl, pid } = readStackFile(directory) ?? {}
    throw new Error(
      `A stack already uses ${directory}: ${apiUrl ?? 'it is starting or stopping'}, process ${pid ?? '?'}.`,
    )
  }
  started.defer(release)
  removeStackFile(directory)
  const consoleDirectory = `${directory}/console`
  buildConsole(consoleDirectory)
  // One stack after the other, so that no two choose the same port.
  const chosen = holdLock(`${tmpdir()}/license-ledger-ports-${userInfo().uid}.lock`, portsPatience)

  const aside = keepEarlierAside(directory)
  if (aside !== undefined)
    // Whoever started it reads this in the terminal: their earlier data are not lost.
    console.log(`${directory} held data of an earlier structure, which is kept in ${aside}. This ledger starts fresh.`)
  const engine = chosenEngine()
  const dynamo = await startDynamo({ engine, port: defaultPorts.dynamodb, directory: `${directory}/${engine}` })
  started.defer(dynamo.stop)
  dynamo.ended.then(() => stop('The DynamoDB engine ended.'))

  const port = await freePort(defaultPorts.emulator)
  const emulator = await startEmulator({ port, directory: `${directory}/aws`, bucket, region })
  started.defer(emulator.stop)
  const issuer = await startIssuer(`${directory}/issuer.json`, accessTokenSeconds(process.env))
  started.defer(issuer.stop)

  const vlsc = await startVlsc(process.env)
  started.defer(vlsc.stop)
  const graph = await startGraph(process.env)
  started.defer(graph.stop)
  const secrets = await startSecrets({
    port: await freePort(defaultPorts.secrets),
    secrets: { ...(vlsc.secret !== undefined && { [vlscSecret]: vlsc.secret }), [graphSecret]: graph.secret },
  })
  started.defer(secrets.stop)

  const eventsFile = `${directory}/events.ndjson`
  const events = await startEvents({ port: await freePort(defaultPorts.events), file: eventsFile, region })
  started.defer(events.stop)
  const outbox = `${directory}/outbox`
  const mail =
    namedMailServer(process.env) ?? (await startMail({ port: await freePort(defaultPorts.mail), folder: outbox }))
  started.defer(mail.stop)
  const apiPort = await freePort(Number(process.env.PORT || defaultPorts.api))

  const siteDirectory = `${directory}/site`
  buildSite(siteDirectory)
  enterServiceEnvironment({
    region,
    tableName,
    bucket,
    dynamodbEndpoint: dynamo.endpoint,
    emulatorEndpoint: emulator.endpoint,
    queueUrls: emulator.queueUrls,
    vlsc: vlsc.address,
    graph: graph.address,
    secretsEndpoint: secrets.endpoint,
    apiUrl: `http://${loopback}:${apiPort}`,
    eventsEndpoint: events.endpoint,
    smtpUrl: mail.url,
    rolesClaim,
    siteDirectory,
    consoleDirectory,
    issuer: issuer.url,
    consoleClient,
    consoleScope,
  })
  await createTable(new DynamoDBClient(), tableName, true)
  started.defer(startWorkers(emulator.releaseInFlight).stop)

  const functions = await Promise.all(
    Object.entries(routesByFunction).map(async ([name, routes]) => ({
      name,
      routes,
      handler: await loadHandler(name),
    })),
  )
  const gateway = await startGateway({
    port: apiPort,
    functions,
    byDefault: { name: 'about', routes: [], handler: await loadHandler('about') },
    authorize: jwtAuthorizer(issuer.url, audience, issuer.keys),
  })
  started.defer(gateway.stop)
  emulator.allow(gateway.url)
  chosen?.()

  const stack = {
    apiUrl: gateway.url,
    consoleUrl: `${gateway.url}/console/`,
    s3Endpoint: emulator.endpoint,
    bucket,
    dynamodbEndpoint: dynamo.endpoint,
    tableName,
    issuerUrl: issuer.url,
    vlscUrl: vlsc.address.url,
    graphUrl: graph.address.url,
    eventsEndpoint: events.endpoint,
    eventsFile,
    smtpUrl: mail.url,
    outbox,
    workQueueUrl: emulator.queueUrls.work,
    tokens: issuer.tokens,
    pid: process.pid,
  }
  writeStackFile(directory, stack)
  started.defer(() => removeStackFile(directory))
  return stack
}

const describe = ({
  apiUrl,
  consoleUrl,
  issuerUrl,
  s3Endpoint,
  dynamodbEndpoint,
  vlscUrl,
  graphUrl,
  eventsFile,
  smtpUrl,
  outbox,
  tokens,
}: Stack): string => `
License Ledger runs on this machine; Ctrl-C stops it.
  Console   ${consoleUrl}
  API       ${apiUrl}   documentation: ${apiUrl}/docs
  Issuer    ${issuerUrl}
  S3, SQS   ${s3Endpoint}   bucket: ${bucket}
  DynamoDB  ${dynamodbEndpoint}   table: ${tableName}
  VLSC      ${vlscUrl}${isSimulated ? '   simulated: docs/vlsc.md' : ''}
  Graph     ${graphUrl}   simulated: docs/graph.md
  Events    ${eventsFile}   alerts and reports: docs/events.md
  Mail      ${keepsMails ? `${outbox}   nothing is sent on` : smtpUrl}
  Data      ${directory}   addresses and tokens for scripts: stack.json

Paste this into another terminal:
  export API=${apiUrl} TOKEN=${tokens.manager}
  export S3=${s3Endpoint} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=${region}

Open the console and press Manager. ${hasDemo ? 'The example is being filled in.' : 'It is empty at first: npm run demo, in another terminal, fills in an example.'}
Or call the API, and import a file; README.md has a tour:
  curl -H "authorization: Bearer $TOKEN" $API/groups
  aws s3 cp pairs.csv s3://${bucket}/imports/agreements/pairs.csv --endpoint-url $S3
`

const starting = start()
let stopped: Promise<never> | undefined

/** Stops what runs, in reverse order. @param failure why, unless it was asked for */
const stop = (failure?: string): Promise<never> => {
  stopped ??= (async () => {
    if (failure !== undefined) console.error(failure)
    await starting.catch(() => {})
    await started.disposeAsync()
    process.exit(failure === undefined ? 0 : 1)
  })()
  return stopped
}

process.on('SIGINT', () => stop())
process.on('SIGTERM', () => stop())
whenNpmEnds(() => stop())

try {
  const stack = await starting
  console.log(describe(stack))
  if (hasDemo) await fillLedger(stack)
} catch (error) {
  await stop(error instanceof Error ? error.message : String(error))
}
