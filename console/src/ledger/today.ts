import { useQuery } from '@tanstack/react-query'
import { settingsQuery } from './settings.ts'

/** Today in the time zone of the ledger, in whose days agreements begin and end: `2026-11-30`. */
export const useToday = (): string => {
  const { data } = useQuery(settingsQuery)
  // Swedes write dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: data?.ledgerTimeZone ?? 'UTC' }).format(new Date())
}
