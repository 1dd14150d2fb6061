import { type Required, type Route, routeKey } from '../../lib/foundation/http/route.ts'
import type { Handler } from './lambda.ts'

/** A function that the gateway calls. */
export interface ServedFunction {
  name: string
  handler: Handler
  routes: readonly Route[]
}

/** Where a request goes. */
export interface Target {
  function: ServedFunction
  /** As API Gateway names the route: `GET /groups/{groupId}`, or `$default`. */
  routeKey: string
  /** Undecoded. */
  pathParameters: Record<string, string>
  /** Absent: no token needed. */
  role: Required | undefined
}

/**
 * Finds the route of a method and an undecoded path as HTTP APIs do: what a route names goes before a parameter.
 * @param byDefault takes what no route matches
 */
export const routing = (functions: readonly ServedFunction[], byDefault: ServedFunction) => {
  const routes = functions
    .flatMap((served) => served.routes.map((route) => ({ ...route, function: served })))
    // An opening brace comes after every letter.
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map((route) => ({
      ...route,
      pattern: new RegExp(`^${route.path.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
    }))
  return (method: string, path: string): Target => {
    for (const route of routes) {
      const found = method === route.method ? route.pattern.exec(path) : null
      if (found)
        return {
          function: route.function,
          routeKey: routeKey(route),
          pathParameters: { ...found.groups },
          role: route.role,
        }
    }
    return { function: byDefault, routeKey: '$default', pathParameters: {}, role: undefined }
  }
}
