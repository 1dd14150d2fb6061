import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, describe, expect, it } from 'vitest'
import { watchBucket } from '../../../infra/local/bucket-watcher.ts'

describe('the watcher of the bucket', () => {
  const directory = mkdtempSync(`${tmpdir()}/license-ledger-`)
  afterAll(() => rmSync(directory, { recursive: true }))

  const put = (key: string, time: number, content = key) => ({
    key,
    contentLength: 3,
    etag: `"${content}"`,
    lastModified: new Date(time),
  })

  /** Watches as after a restart: only the file of the mark is left. */
  const watch = (markFile: string) => {
    const sent: { key: string; sequencer: string; eTag: string }[] = []
    const watcher = watchBucket({
      bucket: 'bucket',
      prefix: 'imports/',
      region: 'us-east-1',
      markFile: `${directory}/${markFile}`,
      send: (body) => sent.push(JSON.parse(body).Records[0].s3.object),
    })
    return { ...watcher, sent, keys: () => sent.map(({ key }) => key) }
  }

  it('announces what S3 would, keys encoded as S3 encodes them', () => {
    const { announce, sent } = watch('encoding')
    announce(put("imports/Ä (1)/a+b c'.csv", 1_000, 'content'))
    announce(put('results/imports/x.csv', 1_001))
    expect(sent).toEqual([
      {
        key: 'imports/%C3%84+%281%29/a%2Bb+c%27.csv',
        size: 3,
        eTag: 'content',
        sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
      },
    ])
  })

  it('announces at a start what was put while nothing watched, and that only, in the order of the puts', () => {
    const before = watch('restart')
    before.announce(put('imports/1', 1_000))
    before.announce(put('imports/2', 2_000))
    const after = watch('restart')
    const missed = [
      put('imports/4', 4_000),
      put('imports/same-millisecond', 2_000),
      put('imports/2', 2_000, 'replaced'),
    ]
    after.catchUp([put('imports/1', 1_000), put('imports/2', 2_000), ...missed])
    expect(after.keys()).toEqual(['imports/same-millisecond', 'imports/2', 'imports/4'])
    const again = watch('restart')
    again.catchUp([put('imports/1', 1_000), ...missed])
    expect(again.sent).toEqual([])
  })

  it('gives later puts higher sequencers, across restarts and when the clock is set back', () => {
    const before = watch('sequence')
    for (const time of [5_000, 5_000, 4_000, 6_000]) before.announce(put('imports/1', time))
    const after = watch('sequence')
    for (const time of [6_000, 100]) after.announce(put('imports/1', time))
    const sequencers = [...before.sent, ...after.sent].map(({ sequencer }) => sequencer)
    expect(sequencers).toEqual([...new Set(sequencers)].sort())
  })
})
