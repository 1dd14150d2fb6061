import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import { routesByFunction } from '../../functions/routes.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { openApiDocument } from './openapi.ts'

const viewerFiles = ['swagger-ui-bundle.js', 'swagger-ui.css']

/** Writes the documentation site: the OpenAPI document, the page, and the viewer (compressed). */
export const buildSite = (folder: string): void => {
  const { resolve } = createRequire(import.meta.url)
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    `${folder}/openapi.json`,
    JSON.stringify(openApiDocument(routesByFunction, packageJson.version), null, 1),
  )
  for (const file of ['index.html', 'viewer.js']) copyFileSync(new URL(file, import.meta.url), `${folder}/${file}`)
  for (const file of viewerFiles)
    writeFileSync(`${folder}/${file}.gz`, gzipSync(readFileSync(resolve(`swagger-ui-dist/${file}`)), { level: 9 }))
}
