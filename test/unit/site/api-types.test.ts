import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { apiTypes, apiTypesFile } from '../../../tools/api-types/api-types.ts'

it('finds the types of the console as the routes are declared: npm run types writes them', async () => {
  expect(readFileSync(apiTypesFile, 'utf8') === (await apiTypes())).toBe(true)
})
