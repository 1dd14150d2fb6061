import { words } from '../texts/en/words.ts'
import { usePersonName } from './me.ts'

/** Who did something: a person by name, a file, a schedule. */
export const useActorName = (): ((actor: string) => string) => {
  const personName = usePersonName()
  return (actor) =>
    actor.startsWith('drop:')
      ? words.actor.file
      : actor.startsWith('schedule:')
        ? words.actor.schedule
        : personName(actor)
}
