import { expect, it } from 'vitest'
import { unknownAddress } from '../../../../lib/foundation/http/site.ts'
import { httpEvent } from '../../../support/events.ts'

const answer = unknownAddress({
  '/groups': ['GET', 'POST'],
  '/groups/{groupId}': ['GET', 'DELETE'],
  '/openapi.json': ['GET'],
})
const at = (rawPath: string) => answer({ ...httpEvent('$default'), rawPath })

it.each([
  ['/groups', 405, 'GET, POST'],
  ['/groups/x', 405, 'DELETE, GET'],
  ['/openapi.json', 405, 'GET'],
])('%s with another method is %i, and Allow says what it takes', (path, status, allow) => {
  expect(at(path)).toMatchObject({ status, headers: { allow } })
})

it.each(['/', '/nothing', '/groups/x/y', '/openapixjson', '/groups/'])('%s is 404', (path) => {
  expect(at(path)).toMatchObject({ status: 404 })
})
