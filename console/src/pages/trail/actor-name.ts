import { usePersonName } from '../../ledger/me.ts'
import { text } from '../../texts/en/trail.ts'

/** Who did something: a person by name, a file, a schedule. */
export const useActorName = (): ((actor: string) => string) => {
  const personName = usePersonName()
  return (actor) =>
    actor.startsWith('drop:') ? text.file : actor.startsWith('schedule:') ? text.schedule : personName(actor)
}
