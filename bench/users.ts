import { SQSClient } from '@aws-sdk/client-sqs'
import { sweep, tick as tickOfSweep } from '../functions/wiring/sweep.ts'
import { watch } from '../functions/wiring/watch.ts'
import { answerOf } from '../infra/local/vlsc/answers.ts'
import { takeRefresh } from '../lib/entitlements/refreshes/run-refresh.ts'
import type { Vlsc } from '../lib/entitlements/vlsc/contract.ts'
import { readAnswer } from '../lib/entitlements/vlsc/read-answer.ts'
import { consoleLog } from '../lib/foundation/log/log.ts'
import { takeReport } from '../lib/reporting/worker/run-report.ts'
import type { RequestOptions } from '../test/support/events.ts'
import { s3Event, sqsEvent, type TestImporter } from '../test/support/importer-on.ts'
import type { TestLedger } from '../test/support/ledger-on.ts'

const beginning = Date.parse('2026-01-01T12:00:00.000Z')
export const numbered = (index: number): string => String(index).padStart(5, '0')

/** Pairs that no other call gives; their numbers are as long as they may be. */
const pairSource = () => {
  let given = 0
  return (count: number) =>
    Array.from({ length: count }, () => {
      const number = numbered(given++)
      return { agreementNumber: `V00${number}`, licenseNumber: `L00${number}` }
    })
}

/** A VLSC that answers as the simulator does, without a network. */
export const instantVlsc: Vlsc = {
  lookUp: async (pairs) => readAnswer({ results: pairs.map(answerOf) }, pairs),
}

/** What users and files do to a ledger, a second after the other, so that every run writes the same sizes. */
export const usersOf = (ledger: TestLedger, importer: TestImporter) => {
  const newPairs = pairSource()
  let seconds = 0
  const tick = () => ledger.setClock(new Date(beginning + 1_000 * seconds++))

  const call = async (route: string, options: RequestOptions = {}) => {
    tick()
    const { status = 0, body } = await ledger.call(route, options)
    if (status >= 400) throw new Error(`${route}: ${JSON.stringify(body)}`)
    return body
  }

  /** Imports a file. @param path below the folder of files of its kind */
  const importFile = async (path: string, lines: readonly string[], folder = 'agreements'): Promise<void> => {
    tick()
    const put = await importer.put(`imports/${folder}/${path}`, lines.join('\n'))
    const { batchItemFailures } = await importer.deliver(s3Event([put]))
    if (batchItemFailures.length > 0) throw new Error(`The import of ${path} failed.`)
  }

  /** Lines of a pair file, one new pair each. @param name of the agreement of each */
  const newLines = (count: number, name: (index: number) => string): string[] =>
    newPairs(count).map(
      ({ agreementNumber, licenseNumber }, index) => `${agreementNumber},${licenseNumber},${name(index)}`,
    )

  /** The worker of reports; where its file goes costs no units of the table. */
  const makeReport = async (reportId: string): Promise<void> => {
    tick()
    const bucket = { put: async () => {}, remove: async () => {} }
    await takeReport({ ...ledger.ledger, bucket }, reportId, false)
  }

  /** The refresh worker takes all messages that there are. */
  const lookUp = async (): Promise<void> => {
    const desk = { ...ledger.ledger, vlsc: instantVlsc, announceRefresh: async () => {}, sleep: async () => {} }
    for (const refreshId of ledger.announcedRefreshes.splice(0)) {
      tick()
      await takeRefresh(desk, refreshId, false)
    }
  }

  /** The import worker goes on with an import. */
  const goOn = async (importId: string): Promise<void> => {
    tick()
    const { batchItemFailures } = await importer.deliver(sqsEvent({ importId }))
    if (batchItemFailures.length > 0) throw new Error(`The import ${importId} does not go on.`)
  }

  return {
    call,
    importFile,
    goOn,
    lookUp,
    makeReport,
    newPairs,
    newLines,
    /** Does the follow-up work that was announced. */
    work: ledger.workOff,
    /** Does it, and publishes a snapshot of what there is then. */
    publish: async (): Promise<void> => {
      tick()
      await ledger.work()
    },
    /** Lets days go by. */
    wait: (days: number): void => {
      seconds += days * 86_400
    },
    /** Looks for work that nobody does. */
    sweep: () =>
      sweep(
        { ...ledger.runs, now: () => new Date(beginning) },
        {
          work: async (workId) => void ledger.announced.push(workId),
          import: async () => {},
          report: async () => {},
          refresh: async () => {},
          graphRun: async () => {},
          ask: async () => {},
        },
      ),
    /** Looks for what only time makes due. */
    lookForDue: () => tickOfSweep({ ...ledger.ledger, now: () => new Date(beginning) }),
    /** Looks for what nobody would notice; that queues are asked, too, is no request to the table. */
    watch: () =>
      watch({ ...ledger.runs, now: () => new Date(beginning), sqs: new SQSClient(), deadLetters: {}, log: consoleLog }),
    /** @returns its id */
    createGroup: async (name: string): Promise<string> => (await call('POST /groups', { body: { name } })).id,
    /** @returns its id */
    createAgreement: async (name: string, pairs: number, more: object = {}, headers = {}): Promise<string> => {
      const body = { type: 'volume', name, pairs: newPairs(pairs), ...more }
      return (await call('POST /agreements', { body, headers })).id
    },
    /** Makes agreements with a pair each, in a new group of this name. @returns ids of the group and of theirs */
    fillGroup: async (name: string, members: number): Promise<{ groupId: string; agreementIds: string[] }> => {
      await importFile(
        `${name}/members.csv`,
        newLines(members, (index) => `${name} member ${numbered(index)}`),
      )
      const { items } = await call('GET /groups')
      const groupId = items.find((group: { name: string }) => group.name === name).id
      const page = await call('GET /agreements', { query: { groupId, limit: '100' } })
      return { groupId, agreementIds: page.items.map(({ id }: { id: string }) => id) }
    },
    /** Makes an agreement with many pairs. @returns its id */
    createLarge: async (name: string, pairs: number): Promise<string> => {
      await importFile(
        'large.csv',
        newLines(pairs, () => name),
      )
      return (await call('GET /agreements', { query: { contains: name } })).items[0].id
    },
  }
}

export type Users = ReturnType<typeof usersOf>
