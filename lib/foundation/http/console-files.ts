import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { HttpError } from './problem.ts'
import type { Reply } from './route.ts'
import { contentTypeOf } from './site.ts'

/** Where the console lies below the origin of the API. */
const home = '/console/'
const page = 'index.html'

/** What pages of the console may load and talk to. */
export interface Surroundings {
  issuer: string
  /** More hosts of the issuer, such as the one that gives out tokens. */
  issuerHosts: readonly string[]
  /** Where links and forms for the bucket lead. */
  bucketOrigin: string
}

const contentSecurityPolicy = ({ issuer, issuerHosts, bucketOrigin }: Surroundings): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${[new URL(issuer).origin, ...issuerHosts.map((host) => `https://${host}`), bucketOrigin].join(' ')}`,
    // Reports are shown as they lie in the bucket.
    `frame-src ${bucketOrigin}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join('; ')

const securityHeaders = (surroundings: Surroundings): Record<string, string> => ({
  'content-security-policy': contentSecurityPolicy(surroundings),
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
})

/** Compressed copies that the build puts beside a file, the smallest first. */
export const copies = [
  { coding: 'br', suffix: '.br' },
  { coding: 'gzip', suffix: '.gz' },
] as const

/** Whether a coding is taken (RFC 9110, 12.5.3): `gzip, br;q=0.5, *;q=0`. */
const accepting = (header = ''): ((coding: string) => boolean) => {
  const weights = new Map(
    header
      .toLowerCase()
      .split(',')
      .map((entry) => {
        const [coding = '', weight = 'q=1'] = entry.split(';').map((part) => part.trim())
        return [coding, Number(weight.replace(/^q=/, ''))] as const
      }),
  )
  return (coding) => (weights.get(coding) ?? weights.get('*') ?? 0) > 0
}

/** Whether `If-None-Match` names the tag (RFC 9110, 13.1.2). */
const names = (header: string | undefined, tag: string): boolean =>
  header !== undefined && (header.trim() === '*' || header.split(',').some((each) => each.trim() === tag))

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64url')

/** No segment begins with a dot: neither what leads out of the folder, nor what the build keeps for itself. */
const servedName = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/

/** Scripts and pictures are no pages. An id of a device, which an address of a page may end in, has a folder before it. */
const fileLike = /^[\w.-]+\.(js|mjs|css|map|json|txt|xml|ico|svg|png|jpe?g|gif|webp|woff2?|wasm|webmanifest)$/i

/**
 * Serves the console from the folder of its build. The page answers at every address below `/console/`, as its router
 * handles the rest; only files have to be there: those of `assets/`, whose names change with their content, and those beside the page.
 */
export const consoleFiles = (folder: string, surroundings: Surroundings) => {
  const security = securityHeaders(surroundings)

  const isFile = (name: string): boolean =>
    servedName.test(name) && (statSync(`${folder}/${name}`, { throwIfNoEntry: false })?.isFile() ?? false)
  const isServed = (name: string): boolean => isFile(name) && !copies.some(({ suffix }) => name.endsWith(suffix))

  const send = (name: string, headers: APIGatewayProxyEventV2['headers']): Reply => {
    const accepts = accepting(headers['accept-encoding'])
    const copy = copies.find(({ coding, suffix }) => accepts(coding) && isFile(name + suffix))
    const bytes = readFileSync(`${folder}/${name}${copy?.suffix ?? ''}`)
    const etag = `"${digest(bytes).slice(0, 22)}"`
    const shared = {
      ...security,
      etag,
      vary: 'Accept-Encoding',
      'cache-control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    }
    if (names(headers['if-none-match'], etag)) return { status: 304, headers: shared }
    return {
      status: 200,
      headers: { ...shared, 'content-type': contentTypeOf(name), ...(copy && { 'content-encoding': copy.coding }) },
      body: bytes.toString('base64'),
      base64: true,
    }
  }

  return {
    /** Other for every build. */
    version: (): string =>
      createHash('sha256')
        .update(readFileSync(`${folder}/${page}`))
        .digest('hex')
        .slice(0, 10),

    /**
     * The answer at an address of the console; undefined for other addresses.
     * @throws HttpError 404 for a file that is not there, 405
     */
    answer: ({ rawPath, headers, requestContext: { http } }: APIGatewayProxyEventV2): Reply | undefined => {
      if (rawPath !== '/' && `${rawPath}/` !== home && !rawPath.startsWith(home)) return undefined
      if (http.method !== 'GET' && http.method !== 'HEAD') {
        const allow = 'GET, HEAD'
        throw new HttpError(405, 'method-not-allowed', `${rawPath} takes ${allow}.`, { headers: { allow } })
      }
      if (!rawPath.startsWith(home)) return { status: 302, headers: { location: home } }
      const name = rawPath.slice(home.length)
      if (isServed(name)) return send(name, headers)
      if (name.startsWith('assets/') || fileLike.test(name))
        throw new HttpError(404, 'not-found', 'There is no such file of the console. Another version may have had it.')
      return send(page, headers)
    },
  }
}
