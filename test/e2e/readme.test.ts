import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, describe, expect, it } from 'vitest'
import { eventually, root, runProgram, sharedStack } from '../support/local-stack.ts'

const { stack, call } = sharedStack()
const folder = mkdtempSync(`${tmpdir()}/license-ledger-tour-`)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The AWS CLI, as far as the tour uses it: `aws s3 cp <file> s3://<bucket>/<key> --endpoint-url <url>`. */
const aws = `DROPS=0
aws() { curl -sS --fail -T "$3" "$S3/\${4#s3://}"; DROPS=$((DROPS + 1)); }`
/** Waits until an answer has a text, or lacks it. */
const wait = `
get() { curl -s -H "authorization: Bearer $TOKEN" "$API/$1"; }
imported() {
  for _ in {1..150}; do
    RUNS=$(get imports)
    [ "$(grep -oE '"status": *"(completed|rejected)"' <<<"$RUNS" | wc -l)" -ge "$DROPS" ] && return 0
    sleep 0.2
  done
}
counted() { for _ in {1..150}; do get software | grep -q Acrobat && return; sleep 0.2; done; }`

describe('The tour of README.md', () => {
  it('runs from top to bottom as it is written', { timeout: 120_000 }, async () => {
    const text = readFileSync(`${root}/README.md`, 'utf8')
    const tour = text.slice(text.indexOf('\n## A tour'), text.indexOf('\n## Read on'))
    const blocks = [...tour.matchAll(/^```\n(.*?)^```$/gms)].map(([, block = '']) => block)
    expect(blocks.length).toBeGreaterThan(8)
    const steps = blocks.flatMap((block) => [block.includes('TITLE=') ? 'counted' : '', block, 'imported'])
    const script = [aws, wait, `cd ${folder}`, ...steps].join('\n')
    const { code, output } = await runProgram('bash', ['-e', '-o', 'pipefail', '-c', script], {
      API: stack.apiUrl,
      TOKEN: stack.tokens.manager,
      S3: stack.s3Endpoint,
    })
    expect(code, output).toBe(0)

    const short = await eventually(async () => {
      const { items } = (await call('GET', '/software?status=short')).body
      return items.length > 0 ? items : undefined
    })
    expect(short).toMatchObject([{ title: 'Adobe Acrobat 2020', entitledCount: 1, installedCount: 2 }])
    const overview = (await call('GET', '/overview')).body
    expect(overview).toMatchObject({ deviceCount: 2, workspaceReady: true, agreementCounts: { volume: 2, other: 1 } })
    const imports = (await call('GET', '/imports')).body.items
    expect(imports.map(({ fileName, status }: { fileName: string; status: string }) => [fileName, status])).toEqual([
      ['inventory.csv', 'completed'],
      ['wrong.csv', 'rejected'],
      ['agreements.csv', 'completed'],
    ])
  })
})
