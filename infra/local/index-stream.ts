import { DatabaseSync } from 'node:sqlite'

/**
 * Lets Dynoxide find the last record of a table's stream by an index. It keeps its data in SQLite and looks for the last
 * record with each item that it writes; without an index it reads all records for that, and imports soon take minutes.
 * @param file of a Dynoxide that runs
 */
export const indexStream = (file: string): void => {
  const database = new DatabaseSync(file, { timeout: 5_000 })
  database.exec(
    'CREATE INDEX IF NOT EXISTS stream_record_order ON _stream_records (table_name, CAST(sequence_number AS INTEGER))',
  )
  database.close()
}
