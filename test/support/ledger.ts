import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { inject } from 'vitest'
import { spareQuestions } from './empty-partitions.ts'
import { clientOf, type LedgerSettings, ledgerOn } from './ledger-on.ts'

export type { Answer, TestLedger } from './ledger-on.ts'

/** What a signature is: engines on this machine read whose it is, and check no more. */
const unchecked = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
  'x-amz-date': '20260101T000000Z',
}
/** A tenth of a test's time would go into signatures. */
const signer: DynamoDBClientConfig['signer'] = async () => ({
  sign: async (request) => {
    Object.assign(request.headers, unchecked)
    return request
  },
})

/** Of the first client; all others use its connections, too. */
let requestHandler: DynamoDBClient['config']['requestHandler'] | undefined

const newClient = (): DynamoDBClient => {
  const client = clientOf(inject('dynamodbEndpoint'), { signer, ...(requestHandler && { requestHandler }) })
  requestHandler ??= client.config.requestHandler
  // As connectTable does.
  client.middlewareStack.remove('loggerMiddleware')
  return spareQuestions(client)
}

/** A ledger with a table of its own on the engine of the test run. */
export const newLedger = (settings?: LedgerSettings) => ledgerOn(newClient(), settings)

/** A pair that no other call gives. */
let pairs = 0
export const newPair = () => {
  pairs += 1
  return { agreementNumber: `N${pairs}`, licenseNumber: `L${pairs}` }
}
