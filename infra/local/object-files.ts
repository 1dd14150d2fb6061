import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, rmSync } from 'node:fs'
import { FileS3Persistence } from '../../node_modules/fauxqs/dist/s3/fileS3Persistence.js'
import type { S3Store } from '../../node_modules/fauxqs/dist/s3/s3Store.js'
import type { S3Object } from '../../node_modules/fauxqs/dist/s3/s3Types.js'
import { replaceFile } from './replace-file.ts'

/** Longer than the first line of any file: two kilobytes of metadata and the sizes of 10,000 parts. */
const longestHead = 1 << 20
const newline = 0x0a

/**
 * Keeps each object of the S3 emulator in one file: a line of JSON that describes it, then its bytes. The emulator's own
 * way makes paths of keys, which `..`, `//` and long names break, and a kill between its two files breaks its next start.
 */
export class ObjectFiles extends FileS3Persistence {
  readonly #folder: string
  readonly #stored: (bucket: string, object: S3Object) => void

  /** @param stored called for every object that was put, copied or uploaded in parts, once it is stored */
  constructor(folder: string, stored: (bucket: string, object: S3Object) => void) {
    super(folder)
    this.#folder = folder
    this.#stored = stored
  }

  #objects(bucket: string): string {
    return `${this.#folder}/buckets/${bucket}/objects`
  }

  #file(bucket: string, key: string): string {
    return `${this.#objects(bucket)}/${createHash('sha256').update(key).digest('hex')}.object`
  }

  override upsertObject(bucket: string, object: S3Object): void {
    const { body, ...description } = object
    mkdirSync(this.#objects(bucket), { recursive: true })
    const head = Buffer.from(`${JSON.stringify(description)}\n`)
    replaceFile(this.#file(bucket, object.key), Buffer.concat([head, body]))
    this.#stored(bucket, object)
  }

  override readBody(bucket: string, key: string): Buffer {
    const bytes = readFileSync(this.#file(bucket, key))
    return bytes.subarray(bytes.indexOf(newline) + 1)
  }

  override deleteObject(bucket: string, key: string): void {
    rmSync(this.#file(bucket, key), { force: true })
  }

  override loadS3(store: S3Store): void {
    super.loadS3(store)
    const buffer = Buffer.alloc(longestHead)
    for (const { name: bucket } of store.listBuckets())
      for (const file of readdirSync(this.#objects(bucket))) {
        if (!file.endsWith('.object')) continue
        const descriptor = openSync(`${this.#objects(bucket)}/${file}`, 'r')
        const head = buffer.subarray(0, readSync(descriptor, buffer))
        closeSync(descriptor)
        const object: S3Object = JSON.parse(head.toString('utf8', 0, head.indexOf(newline)))
        store.restoreObject(bucket, { ...object, lastModified: new Date(object.lastModified), body: Buffer.alloc(0) })
      }
  }
}
