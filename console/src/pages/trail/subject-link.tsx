import { Link } from '@tanstack/react-router'
import { text } from '../../texts/en/trail.ts'
import { buttonLook } from '../../ui/button.tsx'
import type { Entry } from './queries.ts'

type Changed = Entry['changes'][number]

/** Leads to a thing of the trail, as long as it has a page. */
export const SubjectLink = ({ type, id, after }: Changed) => {
  const look = { className: buttonLook() }
  const isGone = after === null && type !== 'report'
  if (isGone) return null
  switch (type) {
    case 'agreement':
      return (
        <Link {...look} to="/agreements/$agreementId" params={{ agreementId: id }}>
          {text.go}
        </Link>
      )
    case 'title':
      return (
        <Link {...look} to="/titles/$titleId" params={{ titleId: id }}>
          {text.go}
        </Link>
      )
    case 'family':
      return (
        <Link {...look} to="/families/$familyId" params={{ familyId: id }}>
          {text.go}
        </Link>
      )
    case 'import':
      return (
        <Link {...look} to="/imports/$importId" params={{ importId: id }}>
          {text.go}
        </Link>
      )
    case 'device':
      return (
        <Link {...look} to="/devices/$deviceId" params={{ deviceId: id }}>
          {text.go}
        </Link>
      )
    case 'alert':
      return (
        <Link {...look} to="/alerts" search={{ alert: id }}>
          {text.go}
        </Link>
      )
    case 'report':
      return (
        <Link {...look} to="/reports" search={{ report: id }}>
          {text.go}
        </Link>
      )
    case 'report-schedule':
      return (
        <Link {...look} to="/reports" search={{ tab: 'schedules' }}>
          {text.go}
        </Link>
      )
    case 'recognition-line':
      return (
        <Link {...look} to="/trail" search={{ tab: 'recognition' }}>
          {text.go}
        </Link>
      )
    case 'position-policies':
      return (
        <Link {...look} to="/trail" search={{ tab: 'policies' }}>
          {text.go}
        </Link>
      )
    default:
      return null
  }
}
