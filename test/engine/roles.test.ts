import { beforeAll, describe, expect, it } from 'vitest'
import { routesByFunction } from '../../functions/routes.ts'
import { type Role, roles, routeKey } from '../../lib/foundation/http/route.ts'
import { newLedger, type TestLedger } from '../support/ledger.ts'

/** Written out apart from the declarations, so that a role that changes by mistake is seen. */
const allowed: Record<string, Role[]> = {
  'GET /groups': ['license-reader', 'license-manager'],
  'POST /groups': ['license-manager'],
  'GET /groups/{groupId}': ['license-reader', 'license-manager'],
  'PATCH /groups/{groupId}': ['license-manager'],
  'DELETE /groups/{groupId}': ['license-manager'],
  'PUT /groups/{groupId}/agreements': ['license-manager'],
  'POST /groups/{groupId}/moves': ['license-manager'],
  'GET /moves': ['license-reader', 'license-manager'],
  'GET /moves/{moveId}': ['license-reader', 'license-manager'],
  'POST /moves/{moveId}/cancel': ['license-manager'],
  'GET /groups/{groupId}/history': ['license-reader', 'license-manager'],
  'GET /agreements': ['license-reader', 'license-manager'],
  'POST /agreements': ['license-manager'],
  'GET /agreements/{agreementId}': ['license-reader', 'license-manager'],
  'PATCH /agreements/{agreementId}': ['license-manager'],
  'DELETE /agreements/{agreementId}': ['license-manager'],
  'GET /agreements/{agreementId}/pairs': ['license-reader', 'license-manager'],
  'POST /agreements/{agreementId}/pairs': ['license-manager'],
  'DELETE /agreements/{agreementId}/pairs/{agreementNumber}/{licenseNumber}': ['license-manager'],
  'GET /agreements/{agreementId}/history': ['license-reader', 'license-manager'],
  'GET /imports': ['license-reader', 'license-manager'],
  'POST /imports': ['license-manager'],
  'POST /imports/recognize': ['license-manager'],
  'POST /imports/{importId}/undo': ['license-manager'],
  'POST /imports/{importId}/cancel': ['license-manager'],
  'POST /imports/{importId}/commit': ['license-manager'],
  'GET /imports/{importId}': ['license-reader', 'license-manager'],
  'POST /reconciliations': ['license-manager'],
  'GET /reconciliations': ['license-reader', 'license-manager'],
  'GET /reconciliations/{reconciliationId}': ['license-reader', 'license-manager'],
  'POST /connectors/graph/runs': ['license-manager'],
  'POST /connectors/graph/runs/{runId}/cancel': ['license-manager'],
  'GET /connectors/graph/runs': ['license-reader', 'license-manager'],
  'GET /connectors/graph/runs/{runId}': ['license-reader', 'license-manager'],
  'POST /refreshes': ['license-manager'],
  'POST /refreshes/{refreshId}/cancel': ['license-manager'],
  'GET /refreshes': ['license-reader', 'license-manager'],
  'GET /refreshes/{refreshId}': ['license-reader', 'license-manager'],
  'GET /entitlements': ['license-reader', 'license-manager'],
  'GET /overview': ['license-reader', 'license-manager'],
  'GET /calendar': ['license-reader', 'license-manager'],
  'GET /catalog/publishers': ['license-reader', 'license-manager'],
  'GET /catalog/titles': ['license-reader', 'license-manager'],
  'POST /catalog/titles': ['license-manager'],
  'GET /decisions': ['license-reader', 'license-manager'],
  'POST /decisions/preview': ['license-reader', 'license-manager'],
  'GET /recognition': ['license-reader', 'license-manager'],
  'GET /recognition/{lineId}': ['license-reader', 'license-manager'],
  'PUT /recognition/{lineId}': ['license-manager'],
  'DELETE /recognition/{lineId}': ['license-manager'],
  'PUT /devices/{deviceId}/software': ['license-manager', 'inventory-writer'],
  'GET /devices': ['license-reader', 'license-manager'],
  'GET /devices/{deviceId}': ['license-reader', 'license-manager'],
  'DELETE /devices/{deviceId}': ['license-manager'],
  'PUT /devices/{deviceId}/link': ['license-manager'],
  'DELETE /devices/{deviceId}/link': ['license-manager'],
  'GET /exemptions': ['license-reader', 'license-manager'],
  'GET /devices/{deviceId}/exemptions': ['license-reader', 'license-manager'],
  'PUT /devices/{deviceId}/exemptions': ['license-manager'],
  'DELETE /devices/{deviceId}/exemptions': ['license-manager'],
  'GET /position-policies': ['license-reader', 'license-manager'],
  'PUT /position-policies': ['license-manager'],
  'GET /position-policies/history': ['license-reader', 'license-manager'],
  'GET /families': ['license-reader', 'license-manager'],
  'GET /families/{familyId}': ['license-reader', 'license-manager'],
  'GET /families/{familyId}/entitlements': ['license-reader', 'license-manager'],
  'GET /families/{familyId}/combinations': ['license-reader', 'license-manager'],
  'GET /families/{familyId}/coverage': ['license-reader', 'license-manager'],
  'GET /families/{familyId}/devices': ['license-reader', 'license-manager'],
  'GET /families/{familyId}/compare': ['license-reader', 'license-manager'],
  'GET /changes': ['license-reader', 'license-manager'],
  'GET /families/{familyId}/history': ['license-reader', 'license-manager'],
  'GET /trend': ['license-reader', 'license-manager'],
  'POST /families/{familyId}/what-if': ['license-reader', 'license-manager'],
  'GET /families/{familyId}/declared-use': ['license-reader', 'license-manager'],
  'PUT /families/{familyId}/declared-use': ['license-manager'],
  'DELETE /families/{familyId}/declared-use': ['license-manager'],
  'GET /software': ['license-reader', 'license-manager'],
  'GET /software/{titleId}': ['license-reader', 'license-manager'],
  'GET /software/{titleId}/devices': ['license-reader', 'license-manager'],
  'GET /software/{titleId}/history': ['license-reader', 'license-manager'],
  'GET /software/{titleId}/agreements': ['license-reader', 'license-manager'],
  'PATCH /software/{titleId}': ['license-manager'],
  'PUT /software/{titleId}/entitlement-mapping': ['license-manager'],
  'DELETE /software/{titleId}/entitlement-mapping': ['license-manager'],
  'POST /software/{titleId}/merge': ['license-manager'],
  'POST /software/{titleId}/split': ['license-manager'],
  'POST /reports': ['license-reader', 'license-manager'],
  'GET /reports': ['license-reader', 'license-manager'],
  'GET /reports/{reportId}': ['license-reader', 'license-manager'],
  'POST /reports/{reportId}/cancel': ['license-reader', 'license-manager'],
  'DELETE /reports/{reportId}': ['license-manager'],
  'POST /report-schedules': ['license-manager'],
  'GET /report-schedules': ['license-reader', 'license-manager'],
  'GET /report-schedules/{scheduleId}': ['license-reader', 'license-manager'],
  'PATCH /report-schedules/{scheduleId}': ['license-manager'],
  'DELETE /report-schedules/{scheduleId}': ['license-manager'],
  'GET /alerts': ['license-reader', 'license-manager'],
  'GET /alerts/{alertId}': ['license-reader', 'license-manager'],
  'POST /alerts/{alertId}/acknowledge': ['license-manager'],
  'GET /me': ['license-reader', 'license-manager', 'inventory-writer'],
  'GET /settings': ['license-reader', 'license-manager'],
  'GET /people': ['license-reader', 'license-manager'],
  'DELETE /people/{personId}': ['license-manager'],
  'GET /audit': ['license-reader', 'license-manager'],
}

let ledger: TestLedger
beforeAll(async () => {
  ledger = await newLedger()
})

const nowhere = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
const params = {
  groupId: nowhere,
  agreementId: nowhere,
  importId: nowhere,
  reportId: nowhere,
  refreshId: nowhere,
  deviceId: 'nowhere',
  personId: 'nobody',
  moveId: nowhere,
  titleId: nowhere,
  scheduleId: nowhere,
  lineId: 'nowhere',
  alertId: nowhere,
  agreementNumber: '1',
  licenseNumber: '2',
}
const protectedRoutes = Object.values(routesByFunction)
  .flat()
  .filter(({ role }) => role !== undefined)
  .map((route) => [routeKey(route)] as const)

describe('Every route has its roles:', () => {
  it('each one that needs a role stands in the table above', () => {
    expect(protectedRoutes.flat().sort()).toEqual(Object.keys(allowed).sort())
  })

  it.each(protectedRoutes)(
    '%s answers 401 without a token, 403 with wrong roles, and lets the right roles pass',
    async (key) => {
      const body = /^(POST|PUT|PATCH)/.test(key) ? {} : undefined
      const without = await ledger.call(key, { params, body, roles: undefined as never, headers: {} })
      expect(without.status).toBe(401)
      for (const role of roles) {
        const { status } = await ledger.call(key, { params, body, roles: [role] })
        if (allowed[key]?.includes(role)) expect([200, 202, 400, 404, 422]).toContain(status)
        else expect(status).toBe(403)
      }
      expect((await ledger.call(key, { params, body, roles: [] })).status).toBe(403)
    },
  )
})
