import type { components } from '../api/schema.d.ts'
import { words } from '../texts/en/words.ts'
import { type Meaning, Status } from '../ui/status.tsx'

export type FamilyStatusName = components['schemas']['FamilyItem']['status']
export type TitleStatusName = components['schemas']['SoftwareListItem']['status']

/** What the statuses of families mean: signs and colours. */
export const familyMeanings: Record<FamilyStatusName, Meaning> = {
  'under-licensed': 'short',
  unlicensed: 'short',
  'needs-data': 'decide',
  licensed: 'covered',
  unused: 'spare',
  'not-measured': 'plain',
}

const ofTitles: Record<TitleStatusName, Meaning> = {
  short: 'short',
  'no-entitlement': 'short',
  covered: 'covered',
  unused: 'spare',
  absent: 'plain',
  'needs-data': 'decide',
  'not-measured': 'plain',
  free: 'plain',
  component: 'plain',
  unknown: 'decide',
}

export const FamilyStatus = ({ status }: { status: FamilyStatusName }) => (
  <Status means={familyMeanings[status]}>{words.familyStatus[status]}</Status>
)

export const TitleStatus = ({ status }: { status: TitleStatusName }) => (
  <Status means={ofTitles[status]}>{words.titleStatus[status]}</Status>
)
