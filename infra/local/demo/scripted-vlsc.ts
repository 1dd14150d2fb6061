import type { Entitlement } from '../../../lib/agreements/records/entitlement.ts'
import type { Result } from '../../../lib/entitlements/vlsc/contract.ts'
import { addDays } from '../../../lib/foundation/calendar/day.ts'
import { Stuck } from './ledger.ts'
import { type VolumeAgreement, volumeAgreements } from './tables.ts'

const programs: Record<VolumeAgreement['program'], string> = {
  'open-value': 'Open Value',
  open: 'Open License',
  'select-or-enterprise': 'Enterprise Agreement',
}

const entitlementsOf = (rows: readonly VolumeAgreement[]): Entitlement[] =>
  rows
    .filter(({ product }) => product !== '')
    .map(({ pool, product, version, type, quantity = 0 }) => ({
      productPool: pool,
      productFamily: product,
      version,
      type,
      effectiveQuantity: quantity,
      activeSoftwareAssuranceQuantity: type.endsWith('Software Assurance') ? quantity : 0,
    }))

const answers = (today: string): Result[] => {
  const pairs = Map.groupBy(volumeAgreements, (row) => `${row.agreementNumber} ${row.licenseNumber}`)
  return [...pairs.values()].flatMap((rows): Result[] => {
    const [pair] = rows
    if (!pair) return []
    const { agreementNumber, licenseNumber, status, program, starts = 0, ends = 0 } = pair
    if (status === 'not-found') return [{ agreementNumber, licenseNumber, status }]
    return [
      {
        agreementNumber,
        licenseNumber,
        status,
        program: programs[program],
        organization: 'Contoso, Ltd',
        startDate: addDays(today, starts),
        endDate: addDays(today, ends),
        entitlements: entitlementsOf(rows),
      },
    ]
  })
}

/** Tells the simulator of VLSC what to say of the demo's pairs. @throws Stuck when there is another VLSC */
export const scriptVlsc = async (vlscUrl: string, today: string): Promise<void> => {
  const response = await fetch(`${vlscUrl}/simulator/answers`, {
    method: 'PUT',
    body: JSON.stringify(answers(today)),
  }).catch(() => undefined)
  if (response?.ok) return
  throw new Stuck(
    `${vlscUrl} is not the simulator of VLSC, and the demo's agreements are known to no other. Start the stack without VLSC_BASE_URL.`,
  )
}
