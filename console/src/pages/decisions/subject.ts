import { text } from '../../texts/en/decisions.ts'
import { list } from '../../texts/format.ts'
import type { Decision } from './queries.ts'

/** What a decision is about, in a few words. */
export const nameOf = ({ subject, kind }: Decision): string => {
  if (subject === undefined) return text.kinds[kind]
  if ('title' in subject) return subject.title
  if ('product' in subject) return `${subject.product} ${subject.version}`.trim()
  if ('devices' in subject) return list(new Set(subject.devices.map(({ name }) => name)))
  return 'deviceId' in subject ? subject.deviceId : text.kinds[kind]
}

/** How much hangs on it. */
export const weightOf = ({ machines, quantity }: Decision): string =>
  machines !== undefined ? text.machines(machines) : quantity !== undefined ? text.licenses(quantity) : ''
