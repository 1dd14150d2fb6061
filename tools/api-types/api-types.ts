import { fileURLToPath } from 'node:url'
import openapiTypeScript, { astToString } from 'openapi-typescript'
import { routesByFunction } from '../../functions/routes.ts'
import { openApiDocument } from '../../infra/site/openapi.ts'
import packageJson from '../../package.json' with { type: 'json' }

export const apiTypesFile = fileURLToPath(new URL('../../console/src/api/schema.d.ts', import.meta.url))

/** The TypeScript of the API document, as the console is compiled against it. */
export const apiTypes = async (): Promise<string> => {
  const document = openApiDocument(routesByFunction, packageJson.version)
  return `// Written by \`npm run types\` from the declarations of routes.\n${astToString(await openapiTypeScript(JSON.stringify(document)))}`
}
