/**
 * `npm run screenshots`: pictures of the console with the demo's ledger, in light and dark, for README and guide. Needs
 * Chromium.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { startBrowser } from '../../test/support/browser.ts'
import { runProgram } from '../../test/support/run-program.ts'
import { makeDirectory, root, startStack } from '../../test/support/start-stack.ts'

const folder = `${root}/docs/screenshots`
const viewport = { width: 1_280, height: 800 }

interface Item {
  id: string
  name?: string
}

const directory = makeDirectory()
const stack = await startStack(directory)
try {
  const { code, output } = await runProgram(process.execPath, ['infra/local/demo/demo.ts'], { LOCAL_DIR: directory })
  if (code !== 0) throw new Error(output)
  const headers = { authorization: `Bearer ${stack.tokens.manager}` }
  const find = async (path: string): Promise<string> => {
    const { items }: { items: Item[] } = JSON.parse(await (await fetch(stack.apiUrl + path, { headers })).text())
    const [first] = items
    if (!first) throw new Error(`${path} has no item.`)
    return first.id
  }
  const pages: Record<string, string> = {
    overview: '',
    positions: 'positions?sort=-shortfall',
    family: `families/${await find('/families?contains=Office&sort=-shortfall')}`,
    decisions: 'decisions',
    agreements: 'agreements',
    imports: `imports/${await find('/imports?kind=agreements')}`,
    reports: 'reports',
  }
  mkdirSync(folder, { recursive: true })
  const browser = await startBrowser()
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport, colorScheme })
    const page = await context.newPage()
    await page.goto(stack.consoleUrl)
    await page.getByRole('button', { name: 'Manager', exact: true }).click()
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(stack.consoleUrl + path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForLoadState('networkidle')
      await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png` })
    }
    await context.close()
  }
  await browser.close()
} finally {
  await stack.stop()
  rmSync(directory, { recursive: true, force: true, maxRetries: 10 })
}
