/** Writes the types of the API document for the console: `npm run types`. */
import { writeFileSync } from 'node:fs'
import { apiTypes, apiTypesFile } from './api-types.ts'

writeFileSync(apiTypesFile, await apiTypes())
