import { text } from '../../texts/en/devices.ts'
import { Status } from '../../ui/status.tsx'
import type { DeviceListItem } from './queries.ts'

/** Whether a device counts, and what is unusual about it. */
export const DeviceStatus = ({
  of: { counted, linkedTo, otherName },
}: {
  of: Pick<DeviceListItem, 'counted' | 'linkedTo' | 'otherName'>
}) => {
  if (!counted) return <Status means="ends">{text.notCounted}</Status>
  if (otherName) return <Status means="decide">{text.sharedId}</Status>
  return linkedTo === undefined ? (
    <Status means="covered">{text.counted}</Status>
  ) : (
    <Status means="plain">{text.linked}</Status>
  )
}
