import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import { partsOf } from './message-parts.ts'

/** A message of the service. Agreements that it names are links. */
export const Message = ({ of: message }: { of: string }) =>
  partsOf(message).map(({ at, text, agreementId }) =>
    agreementId === undefined ? (
      <Fragment key={at}>{text}</Fragment>
    ) : (
      <Link key={at} to="/agreements/$agreementId" params={{ agreementId }}>
        {text}
      </Link>
    ),
  )
