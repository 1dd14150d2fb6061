import { readdirSync, readFileSync } from 'node:fs'
import type { Reply } from './route.ts'

const contentTypes: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
}

const security = {
  'content-security-policy': "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
  'x-content-type-options': 'nosniff',
}

/**
 * Serves the files of one folder by name. `name.gz` is served as `name`, compressed as it lies there.
 * @returns the file as an answer; undefined when the folder has none of that name
 */
export const siteFiles = (folder: string): ((name: string) => Reply | undefined) => {
  const files = new Set(readdirSync(folder))
  return (name) => {
    const file = [name, `${name}.gz`].find((candidate) => files.has(candidate))
    if (file === undefined) return undefined
    return {
      status: 200,
      headers: {
        'content-type': contentTypes[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
        ...(file.endsWith('.gz') && { 'content-encoding': 'gzip', 'cache-control': 'public, max-age=86400' }),
        ...security,
      },
      body: readFileSync(`${folder}/${file}`).toString('base64'),
      base64: true,
    }
  }
}
