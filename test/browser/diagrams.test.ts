import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBrowser } from '../support/browser.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

const diagrams = globSync(['README.md', 'CONTRIBUTING.md', 'docs/**/*.md'], { cwd: root }).flatMap((file) =>
  [...readFileSync(`${root}/${file}`, 'utf8').matchAll(/^```mermaid\n(.*?)^```$/gms)].map(([, text = ''], index) => ({
    name: `${file}, diagram ${index + 1}`,
    text,
  })),
)

let browser: Browser
let page: Page
beforeAll(async () => {
  browser = await startBrowser()
  page = await browser.newPage()
  await page.addScriptTag({ path: fileURLToPath(import.meta.resolve('mermaid/dist/mermaid.min.js')) })
})
afterAll(() => browser?.close())

it('finds the diagrams of the documentation', () => expect(diagrams.length).toBeGreaterThan(3))

it.each(diagrams)('draws $name', async ({ text }) => {
  const drawn = await page.evaluate(async (diagram) => {
    // @ts-expect-error The script of the page defines it.
    const { svg } = await globalThis.mermaid.render('diagram', diagram)
    return String(svg)
  }, text)
  expect(drawn).toContain('<svg')
  expect(drawn).not.toContain('Syntax error')
})
