import { readdirSync, readFileSync } from 'node:fs'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { HttpError } from './problem.ts'
import type { Reply } from './route.ts'

const contentTypes: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
  wasm: 'application/wasm',
}

/** @param name of a file */
export const contentTypeOf = (name: string): string =>
  contentTypes[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream'

const security = {
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
}

/** Serves the files of one folder. `name.gz` is served as `name`, compressed as it lies there. */
export const siteFiles = (folder: string): ((name: string) => Reply | undefined) => {
  const files = new Set(readdirSync(folder))
  return (name) => {
    const file = [name, `${name}.gz`].find((candidate) => files.has(candidate))
    if (file === undefined) return undefined
    return {
      status: 200,
      headers: {
        'content-type': contentTypeOf(name),
        ...(file.endsWith('.gz') && { 'content-encoding': 'gzip', 'cache-control': 'public, max-age=86400' }),
        ...security,
      },
      body: readFileSync(`${folder}/${file}`).toString('base64'),
      base64: true,
    }
  }
}

const matcher = (path: string): RegExp => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`)

/** What `$default` answers: 405 where other methods are served, 404 where none is. */
export const unknownAddress = (methodsByPath: Record<string, string[]>) => {
  const paths = Object.entries(methodsByPath).map(([path, methods]) => ({ matches: matcher(path), methods }))
  return (event: APIGatewayProxyEventV2): HttpError => {
    const methods = paths.filter(({ matches }) => matches.test(event.rawPath)).flatMap((path) => path.methods)
    if (methods.length === 0)
      return new HttpError(404, 'not-found', `There is nothing at ${event.rawPath}. GET /docs shows what there is.`)
    const allow = [...new Set(methods)].sort().join(', ')
    return new HttpError(405, 'method-not-allowed', `${event.rawPath} takes ${allow}.`, { headers: { allow } })
  }
}
