import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const pages = globSync(['README.md', 'CONTRIBUTING.md', 'docs/**/*.md'], { cwd: root })

const withoutCode = (text: string): string => text.replaceAll(/^```.*?^```$/gms, '')

/** The anchors of a page, as GitHub makes them. */
const anchorsOf = (file: string): string[] =>
  [...withoutCode(read(file)).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )

const linksOf = (file: string): string[] =>
  [...withoutCode(read(file)).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => link)

const leadsNowhere = (file: string) => (link: string) => {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? file : join(dirname(file), path)
  return !existsSync(join(root, target)) || (anchor !== undefined && !anchorsOf(target).includes(anchor))
}

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => existsSync(join(root, file)))
const names = new Set(files.map((file) => basename(file)))

/** Files and folders of code that a page names: by their whole path, or a file by its name alone. */
const codeNamedIn = (file: string): string[] =>
  [...withoutCode(read(file)).matchAll(/`([\w./-]+)`/g)]
    .map(([, name = '']) => name)
    .filter((name) => /^(lib|functions|infra|test|bench|docs)\//.test(name) || /^[\w.-]+\.ts$/.test(name))

const isMissing = (name: string): boolean => (name.includes('/') ? !existsSync(join(root, name)) : !names.has(name))

it.each(pages)('%s links to pages and headings that exist', (page) => {
  expect(linksOf(page).filter(leadsNowhere(page))).toEqual([])
})

/** Decisions of the past name what is gone. */
const current = pages.filter((page) => !page.startsWith('docs/adr/0'))

it.each(current)('%s names files of code that exist', (page) => {
  expect(codeNamedIn(page).filter(isMissing)).toEqual([])
})

const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'))

it.each(current)('%s names npm scripts that exist', (page) => {
  const named = [...read(page).matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, script = '']) => script)
  expect(named.filter((script) => !(script in scripts))).toEqual([])
})

const folders = globSync('lib/*/*/', { cwd: root }).map((folder) => folder.split('/').slice(1, 3))

it.each(folders)('docs/architecture.md names the folder of %s that is called %s', (room, folder) => {
  const paragraph = read('docs/architecture.md')
    .split('\n\n')
    .find((text) => text.startsWith(`**\`${room}\`**`))
  expect(paragraph).toContain(`\`${folder}\``)
})
