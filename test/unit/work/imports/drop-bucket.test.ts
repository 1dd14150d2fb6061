import { Readable } from 'node:stream'
import { GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { sdkStreamMixin } from '@smithy/core/serde'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { connectBucket } from '../../../../lib/work/imports/drop-bucket.ts'

const s3 = mockClient(S3Client)
const bucket = connectBucket('drops', new S3Client({ region: 'eu-central-1' }))
const limit = 2 * 1024 * 1024
const run = { id: 'RUN', key: 'imports/agreements/a.csv', eTag: 'abc' }
const source = { Key: 'results/imports/RUN/source.csv' }

const body = (text: string) => sdkStreamMixin(Readable.from([Buffer.from(text)]))
const failure = (httpStatusCode: number) =>
  new S3ServiceException({ name: 'Error', $fault: 'client', $metadata: { httpStatusCode } })

beforeEach(() => {
  s3.reset()
  s3.on(GetObjectCommand, source).rejects(failure(404))
})

describe('the copy that an import takes of its file', () => {
  it('is of exactly the object that the event tells of', async () => {
    s3.on(GetObjectCommand, { Key: run.key, IfMatch: '"abc"' }).resolves({
      Body: body('A1,L1'),
      ETag: '"abc"',
      ContentLength: 5,
      Metadata: { program: 'open' },
    })
    const file = await bucket.takeCopy(run, limit)
    expect(file).toMatchObject({ metadata: { program: 'open' } })
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({
      ...source,
      Metadata: { program: 'open' },
    })
  })

  it.each([
    [412, 'replaced'],
    [404, 'deleted'],
  ])('is not taken when S3 answers %i', async (status, reason) => {
    s3.on(GetObjectCommand, { Key: run.key }).rejects(failure(status))
    expect(await bucket.takeCopy(run, limit)).toBe(reason)
  })

  it('is not taken of another object, even from an S3 that ignores If-Match', async () => {
    s3.on(GetObjectCommand, { Key: run.key }).resolves({ Body: body('B1,L1'), ETag: '"def"', ContentLength: 5 })
    expect(await bucket.takeCopy(run, limit)).toBe('replaced')
    expect(s3.commandCalls(PutObjectCommand)).toEqual([])
  })

  it('is not taken, nor read, of a file that is larger than any pair file', async () => {
    const large = body('x')
    s3.on(GetObjectCommand, { Key: run.key }).resolves({ Body: large, ETag: '"abc"', ContentLength: 5 * 1024 ** 3 })
    expect(await bucket.takeCopy(run, limit)).toBe('too-large')
    expect(s3.commandCalls(PutObjectCommand)).toEqual([])
  })

  it('that was taken before a crash is used when the object is gone since', async () => {
    s3.on(GetObjectCommand, { Key: run.key }).rejects(failure(404))
    s3.on(GetObjectCommand, source).resolves({ Body: body('A1,L1'), Metadata: {} })
    const file = await bucket.takeCopy(run, limit)
    expect(typeof file === 'string' ? file : Buffer.from(file.bytes).toString()).toBe('A1,L1')
  })

  it('fails when S3 fails, so that the message comes again', async () => {
    s3.on(GetObjectCommand, { Key: run.key }).rejects(failure(503))
    await expect(bucket.takeCopy(run, limit)).rejects.toThrow(S3ServiceException)
  })
})
