import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { replaceFile } from './replace-file.ts'

/** What S3 tells about an object that was put. */
export interface PutObject {
  key: string
  contentLength: number
  /** In quotes. */
  etag: string
  lastModified: Date
  /** There when it was uploaded in parts. */
  parts?: unknown[]
}

/** How far objects have been announced: the time of the latest, and which of that very millisecond. */
const Mark = z.object({ time: z.number(), announced: z.array(z.string()), sequence: z.string() })
type Mark = z.infer<typeof Mark>

const readMark = (file: string): Mark => {
  try {
    return Mark.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return { time: 0, announced: [], sequence: '0' }
  }
}

/** Keys in S3's events are encoded as form values are, but for the slashes. */
const encodeKey = (key: string): string =>
  encodeURIComponent(key)
    .replace(/[!~'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/')

const identify = ({ key, etag }: PutObject): string => `${key} ${etag}`

/**
 * Announces objects as S3's event notifications do: at least once, also when this machine stopped between the put and
 * the announcement.
 * @param markFile remembers how far it came
 */
export const watchBucket = (settings: {
  bucket: string
  prefix: string
  region: string
  markFile: string
  send: (body: string) => void
}) => {
  const { bucket, prefix, region, markFile, send } = settings
  let mark = readMark(markFile)

  const announce = (object: PutObject): void => {
    if (!object.key.startsWith(prefix)) return
    const time = object.lastModified.getTime()
    const previous = BigInt(`0x${mark.sequence}`)
    const earliest = BigInt(time) << 16n
    const sequence = (earliest > previous ? earliest : previous + 1n).toString(16).toUpperCase().padStart(18, '0')
    const record = {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: region,
      eventTime: object.lastModified.toISOString(),
      eventName: object.parts ? 'ObjectCreated:CompleteMultipartUpload' : 'ObjectCreated:Put',
      userIdentity: { principalId: 'local' },
      s3: {
        s3SchemaVersion: '1.0',
        bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
        object: {
          key: encodeKey(object.key),
          size: object.contentLength,
          eTag: object.etag.replaceAll('"', ''),
          sequencer: sequence,
        },
      },
    }
    send(JSON.stringify({ Records: [record] }))
    const announced = time > mark.time ? [identify(object)] : [...mark.announced, identify(object)]
    mark = { time: Math.max(time, mark.time), announced, sequence }
    replaceFile(markFile, JSON.stringify(mark))
  }

  const missed = (object: PutObject): boolean => {
    const time = object.lastModified.getTime()
    return time > mark.time || (time === mark.time && !mark.announced.includes(identify(object)))
  }

  return {
    announce,
    /** Announces those of the bucket's objects that were put while nothing watched. */
    catchUp: (objects: PutObject[]): void => {
      const byTime = objects.filter(missed).sort((a, b) => a.lastModified.getTime() - b.lastModified.getTime())
      for (const object of byTime) announce(object)
    },
  }
}
