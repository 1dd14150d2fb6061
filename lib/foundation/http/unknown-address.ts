import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { HttpError } from './problem.ts'

const matcher = (path: string): RegExp => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`)

/**
 * What `$default` answers: 405 where other methods are served, 404 where none is.
 * @param methodsByPath methods by path template
 */
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
