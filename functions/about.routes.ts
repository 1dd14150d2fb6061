import * as z from 'zod'
import { HttpError } from '../lib/foundation/http/problem.ts'
import { type Reply, routesOver } from '../lib/foundation/http/route.ts'

/** What the function that tells about the service is given. */
export interface About {
  version: string
  /** A file of the documentation site, as an answer; undefined if no file has that name. */
  siteFile: (name: string) => Reply | undefined
}

const route = routesOver<About>()

const findFile = async ({ siteFile }: About, name: string): Promise<Reply> => {
  const file = siteFile(name)
  if (!file) throw new HttpError(404, 'not-found', `The documentation has no file ${name}.`)
  return file
}

export const aboutRoutes = [
  route('GET', '/health', {
    summary: 'Tell that the service answers',
    answers: {
      200: { description: 'It does.', schema: z.strictObject({ status: z.literal('ok'), version: z.string() }) },
    },
    handle: async (_, { version }) => version,
    reply: (version) => ({ status: 200, body: { status: 'ok', version } }),
  }),

  route('GET', '/openapi.json', {
    summary: 'The OpenAPI 3.1 document of this API',
    answers: { 200: { description: 'The document.' } },
    handle: (_, about) => findFile(about, 'openapi.json'),
    reply: (file) => file,
  }),

  route('GET', '/docs', {
    summary: 'The OpenAPI document as a page for people',
    answers: { 200: { description: 'The page.' } },
    handle: (_, about) => findFile(about, 'index.html'),
    reply: (file) => file,
  }),

  route('GET', '/docs/{file}', {
    summary: 'A file of that page',
    params: z.object({ file: z.string().regex(/^[\w.-]{1,64}$/) }),
    answers: { 200: { description: 'The file.' } },
    handle: ({ params: { file } }, about) => findFile(about, file),
    reply: (file) => file,
  }),
]
