import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import { partsOf } from './message-parts.ts'

/** A message of the service. Agreements that it names are links. */
export const Message = ({ of: message }: { of: string }) =>
  partsOf(message).map(({ text, agreementId }, place) =>
    agreementId === undefined ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name
      <Fragment key={place}>{text}</Fragment>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name
      <Link key={place} to="/agreements/$agreementId" params={{ agreementId }}>
        {text}
      </Link>
    ),
  )
