import { renderText } from './report-document.ts'

/** One object: what the report says beside its rows, then `rows`, one a line. docs/reports has the schemas. */
export const renderJson = renderText(async function* ({ head, rows }) {
  yield `${JSON.stringify(head).slice(0, -1)},"rows":[`
  let separator = '\n'
  for await (const row of rows) {
    yield `${separator}${JSON.stringify(row)}`
    separator = ',\n'
  }
  yield '\n]}\n'
})
