import { useState } from 'react'
import type { Request } from '../../api/requests.ts'
import { DecisionPreview } from '../../ledger/decision-preview.tsx'
import { text } from '../../texts/en/devices.ts'
import { Button } from '../../ui/button.tsx'
import styles from './device.module.css'

/** The request of a change of a device; its id may hold any character. */
export const requestOf = (method: Request['method'], deviceId: string, what: string, body?: object): Request => ({
  method,
  path: `/devices/${encodeURIComponent(deviceId)}/${what}`,
  ...(body && { body: body as NonNullable<Request['body']> }),
})

/** What a change would do, asked for by a button: it takes as long as counting everything twice. */
export const Preview = ({ request }: { request: Request }) => {
  const [isAsked, setAsked] = useState(false)
  return (
    <div className={styles.preview}>
      {isAsked ? (
        <DecisionPreview request={request} />
      ) : (
        <Button onClick={() => setAsked(true)}>{text.exemptions.preview}</Button>
      )}
    </div>
  )
}
