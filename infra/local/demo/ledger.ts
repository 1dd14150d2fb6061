import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import * as z from 'zod'
import { localClient, type Stack } from '../stack-file.ts'

/** Why the demo cannot go on, and what to do about it. */
export class Stuck extends Error {
  override name = 'Stuck'
}

/** What the ledger answers to a request that it does not fulfil. */
export class Refused extends Error {
  override name = 'Refused'
  readonly status: number
  readonly code: string

  constructor(request: string, status: number, code: string, detail: string) {
    super(`${request} is answered with ${status}: ${detail}`)
    this.status = status
    this.code = code
  }
}

export const say = (text = ''): void => void process.stdout.write(`${text}\n`)

const Problem = z.object({ type: z.string(), detail: z.string() })

/** @returns undefined for an answer that is no problem of RFC 9457, as those of a gateway are */
const problemIn = (answer: string): z.infer<typeof Problem> | undefined => {
  try {
    return Problem.parse(JSON.parse(answer))
  } catch {
    return undefined
  }
}

/** A file as it is put into the bucket. */
export interface DroppedFile {
  key: string
  body: string | Uint8Array
  metadata?: Record<string, string>
}

type Role = keyof Stack['tokens']

/** The ledger as its users reach it: its API and its bucket. */
export const connect = ({ apiUrl, s3Endpoint, bucket, tokens }: Stack) => {
  const s3 = new S3Client({
    ...localClient,
    endpoint: s3Endpoint,
    forcePathStyle: true,
  })

  /** @throws Refused, and Stuck when no ledger is there that takes the token */
  const send = async (method: string, path: string, body?: unknown, role: Role = 'manager'): Promise<unknown> => {
    const response = await fetch(apiUrl + path, {
      method,
      headers: { authorization: `Bearer ${tokens[role]}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const answer = await response.text()
    if (response.status === 401)
      throw new Stuck(`${apiUrl} does not take the token of stack.json: another stack serves there. Start yours again.`)
    if (response.ok) return answer === '' ? undefined : JSON.parse(answer)
    const problem = problemIn(answer)
    const code = problem?.type.split(':').at(-1) ?? ''
    throw new Refused(`${method} ${path}`, response.status, code, problem?.detail ?? answer)
  }

  return {
    send,
    get: async <T>(path: string, schema: z.ZodType<T>): Promise<T> => schema.parse(await send('GET', path)),
    put: ({ key, body, metadata }: DroppedFile) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, Metadata: metadata })),
    close: () => s3.destroy(),
  }
}
export type Ledger = ReturnType<typeof connect>

/** All items of a list. */
export const listAll = async <T>({ get }: Ledger, path: string, item: z.ZodType<T>): Promise<T[]> => {
  const Page = z.object({ items: z.array(item), cursor: z.string().optional() })
  const items: T[] = []
  let cursor: string | undefined
  do {
    const query = new URLSearchParams({ limit: '100', ...(cursor !== undefined && { cursor }) })
    const page = await get(`${path}?${query}`, Page)
    items.push(...page.items)
    cursor = page.cursor
  } while (cursor !== undefined)
  return items
}

/** Does what may have been done before. @returns whether it was */
export const isThere = async (code: string, attempt: Promise<unknown>): Promise<boolean> => {
  try {
    await attempt
    return false
  } catch (error) {
    if (error instanceof Refused && error.code === code) return true
    throw error
  }
}
