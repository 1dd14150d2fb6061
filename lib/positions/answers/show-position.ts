import type { Row } from '../snapshot/tables.ts'

/** A position on the wire: spec "Position". */
export const showPosition = ({
  installed,
  entitled,
  unlimited,
}: Pick<Row<'titles'>, 'installed' | 'entitled' | 'unlimited'>) => ({
  installedCount: installed,
  entitledCount: entitled,
  unlimited,
  difference: unlimited ? null : entitled - installed,
})
