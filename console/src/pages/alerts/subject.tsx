import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Alert } from './queries.ts'

/** The title of an alert, which leads to what it is about. */
export const Subject = ({ alert: { kind, about, title } }: { alert: Alert }): ReactNode => {
  const { importId, familyId, titleId, agreementId } = about
  if (kind === 'import-failed' && importId !== undefined)
    return (
      <Link to="/imports/$importId" params={{ importId }}>
        {title}
      </Link>
    )
  if (kind === 'reconciliation-failed') return <Link to="/trail">{title}</Link>
  if (agreementId !== undefined)
    return (
      <Link to="/agreements/$agreementId" params={{ agreementId }}>
        {title}
      </Link>
    )
  if (kind === 'vlsc-stale') return <Link to="/">{title}</Link>
  if (familyId !== undefined)
    return (
      <Link to="/families/$familyId" params={{ familyId }}>
        {title}
      </Link>
    )
  if (titleId !== undefined)
    return (
      <Link to="/titles/$titleId" params={{ titleId }}>
        {title}
      </Link>
    )
  return <Link to="/entitlements">{title}</Link>
}
