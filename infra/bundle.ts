import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { knowledgeDigest } from '../lib/recognition/names/knowledge.ts'
import { buildConsole } from './site/build-console.ts'
import { buildSite } from './site/build-site.ts'

/** What lies beside the code of a function. */
const companions: Record<string, (folder: string) => void> = {
  about: (folder) => {
    buildSite(`${folder}/site`)
    buildConsole(`${folder}/console`)
  },
}

/** Comments, sources and reasons are for who reads the project. */
const withoutReasons = (text: string): string => {
  const rows = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.split('\t'))
  const [headings = []] = rows
  const isKept = (_: string, at: number): boolean => headings[at] !== 'source' && headings[at] !== 'why'
  return rows.map((cells) => cells.filter(isKept).join('\t')).join('\n')
}

/** A module reads the file of its name beside itself, or those of the folder of its name. */
const copyData = (module: string, folder: string): void => {
  const data = module.replace(/\.\w+$/, '')
  for (const file of [`${data}.css`, `${data}.wasm`])
    if (existsSync(file)) copyFileSync(file, `${folder}/${basename(file)}`)
  const lists = existsSync(data)
    ? readdirSync(data).map((name) => `${basename(data)}/${name}`)
    : [`${basename(data)}.tsv`]
  for (const list of lists.filter((name) => name.endsWith('.tsv') && existsSync(`${dirname(data)}/${name}`))) {
    mkdirSync(dirname(`${folder}/${list}`), { recursive: true })
    writeFileSync(`${folder}/${list}`, withoutReasons(readFileSync(`${dirname(data)}/${list}`, 'utf8')))
  }
}

/**
 * Bundles a module as functions are deployed: minified with the SDK in it, because a cold start takes as long as there
 * are files to find and bytes to read. The same sources give the same bytes, so that a deployment replaces only what
 * changed.
 * @param entryPoint path below the project
 * @returns the size of its code in bytes
 */
export const bundleModule = (entryPoint: string, folder: string): number => {
  rmSync(folder, { recursive: true, force: true })
  const project = fileURLToPath(new URL('..', import.meta.url))
  const { metafile } = buildSync({
    absWorkingDir: project,
    entryPoints: [entryPoint],
    outfile: `${folder}/index.cjs`,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    // A module of this format starts with a sixth less CPU.
    format: 'cjs',
    mainFields: ['module', 'main'],
    define: { 'import.meta.url': '$url', bundledKnowledge: JSON.stringify(knowledgeDigest) },
    banner: { js: `const $url=require('node:url').pathToFileURL(__filename).href;` },
    legalComments: 'none',
    metafile: true,
  })
  const outputs = Object.values(metafile.outputs)
  const parts = outputs.flatMap(({ inputs }) => Object.entries(inputs))
  for (const [module, { bytesInOutput }] of parts) if (bytesInOutput > 0) copyData(`${project}${module}`, folder)
  return outputs.reduce((sum, output) => sum + output.bytes, 0)
}

/**
 * Bundles a function of `functions/` and puts beside it what it reads.
 * @returns its folder below `outdir`, and the size of its code in bytes
 */
export const bundleFunction = (name: string, outdir: string): { folder: string; bytes: number } => {
  const folder = `${outdir}/${name}`
  const bytes = bundleModule(`functions/${name}.ts`, folder)
  companions[name]?.(folder)
  return { folder, bytes }
}
