import { byHeadings, likenessOf, type Recognize } from '../../work/imports/recognize.ts'
import { findByPlace } from './find-by-place.ts'
import { headingsWithin, licenseStatement, readHeadings } from './statement-columns.ts'

const byHeading = byHeadings(headingsWithin, (row) => likenessOf(readHeadings(row)))

/** By headings, or in a workbook of another language by the places of a Microsoft License Statement. */
export const recognizeStatements: Recognize = async (rows) => {
  const seen = await byHeading(rows)
  if (seen?.lacks.length === 0 || !licenseStatement || !rows[0]?.isSparse) return seen
  const placed = await findByPlace(rows)
  if (!placed) return seen
  const { id: layout, name } = licenseStatement
  return { layout, name, found: placed.positions.size, lacks: [], isByShape: true, line: placed.headings.line }
}
