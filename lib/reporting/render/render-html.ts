import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Column, grouped, type Stack } from '../contents/columns.ts'
import type { Sheet } from '../contents/sheet.ts'
import { escaped, type Fact, type Figures, originOf, type ReportDocument } from './document.ts'

const styleSheet = readFileSync(new URL('render-html.css', import.meta.url), 'utf8')

/** The least width of a character of a column in rem; a narrower screen scrolls sideways. */
const remPerCharacter = 0.41

/** Columns have fixed shares of the width, so that browsers lay out tens of thousands of rows quickly. */
const styleOf = <Row>(columns: readonly Stack<Row>[]): string => {
  const widths = columns.map(([first]) => first?.width ?? 0)
  const total = widths.reduce((sum, width) => sum + width, 0)
  const shares = widths.map(
    (width, index) => `.rows col:nth-child(${index + 1}){width:${((100 * width) / total).toFixed(1)}%}\n`,
  )
  const least = Math.ceil(total * remPerCharacter)
  return `${styleSheet}${shares.join('')}@media screen and (max-width:${least + 3}rem){
.scroll{overflow-x:auto}
.rows{min-width:${least}rem}
}
`
}

/** Nothing is loaded, run or sent; the one style sheet is allowed by its hash. */
const policyOf = (style: string): string => {
  const hash = createHash('sha256').update(style).digest('base64')
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
}

/** Its direction leaves the surroundings alone. */
const isolated = (text: string): string => `<bdi>${escaped(text)}</bdi>`

const show = (value: string | number): string => (typeof value === 'number' ? grouped(value) : isolated(value))

/** A day breaks at its hyphens otherwise. */
const isDay = (value: Fact[1]): boolean => /^\d{4}-\d\d-\d\d$/.test(String(value))

const term = ([label, value, isBad]: Fact): string => {
  const classes = [isBad && 'missing', isDay(value) && 'day'].filter(Boolean)
  return `<dt>${label}</dt><dd${classes.length > 0 ? ` class="${classes.join(' ')}"` : ''}>${show(value)}</dd>`
}

const chart = (
  { bar, numbers }: Figures,
  heading: string,
  kind: 'lack' | 'spare',
  unit: string,
  none: string,
  extremes: Figures['shortfalls'],
) => {
  const [first, second] = numbers.map((name) => name.toLowerCase())
  const widest = Math.max(...extremes.map(({ difference }) => Math.abs(difference)))
  const rows = extremes.map(({ publisher, title, difference, entitled, installed }) => {
    const size = Math.abs(difference)
    const width = ((100 * size) / widest).toFixed(2)
    return (
      `<tr><th scope="row">${isolated(title)}<small>${isolated(publisher)}</small></th><td class="bar">` +
      `<svg role="img" aria-label="${grouped(size)} ${unit}" viewBox="0 0 100 10" preserveAspectRatio="none"><rect width="${width}" height="10"/></svg></td>` +
      `<td class="number">${grouped(size)}<small>${grouped(entitled)} of ${grouped(installed)}</small></td></tr>`
    )
  })
  const table =
    `<table class="chart ${kind}"><thead><tr><th scope="col">${bar}</th><th scope="col" class="bar">Licenses ${unit}</th>` +
    `<th scope="col" class="number">Number<small>${first} of ${second}</small></th></tr></thead><tbody>${rows.join('')}</tbody></table>`
  return `<section><h2>${heading}</h2>${extremes.length > 0 ? table : `<p>${none}</p>`}</section>`
}

const below = (texts: readonly string[]): string => (texts.length > 0 ? `<small>${texts.join(' · ')}</small>` : '')

const classOf = <Row>([first]: Stack<Row>): Column<Row>['kind'] => first?.kind ?? 'text'

const heading = <Row>(stack: Stack<Row>): string => {
  const [first, ...others] = stack.map((column) => column.heading)
  return `<th scope="col" class="${classOf(stack)}">${first}${below(others)}</th>`
}

/** Below the largest of a cell stands only what there is. */
const showSmall = <Row>(column: Column<Row>, row: Row): string[] => {
  const value = column.of(row)
  if (value === undefined || value === '' || value === 0) return []
  if (typeof value !== 'number') return [isolated(value)]
  return [`${column.heading}: ${grouped(value)}`.replaceAll(' ', '&nbsp;')]
}

const cell = <Row>(stack: Stack<Row>, row: Row): string => {
  const [first, ...others] = stack
  const value = first?.of(row) ?? ''
  const isMissing = first?.isDifference && Number(value) < 0
  const small = below(others.flatMap((column) => showSmall(column, row)))
  return `<td class="${classOf(stack)}${isMissing ? ' missing' : ''}">${value === '' ? '' : show(value)}${small}</td>`
}

/** Browsers lay out a long table again and again while it loads; they leave hidden ones alone. */
const rowsPerTable = 500

async function* tables<Row>({ rowsAre, head, columns, rows }: ReportDocument<Row>): AsyncGenerator<string> {
  const headings = columns.map(heading).join('')
  const open = (done: number): string => {
    const isFull = head.rowCount - done >= rowsPerTable
    const label = `${rowsAre} from ${grouped(done + 1)} on`
    return (
      `<div${isFull ? ' class="full"' : ''}><table class="rows" aria-label="${label}">` +
      `<colgroup>${'<col>'.repeat(columns.length)}</colgroup><thead><tr>${headings}</tr></thead><tbody>\n`
    )
  }
  const close = '</tbody></table></div>\n'
  let done = 0
  for await (const row of rows) {
    if (done % rowsPerTable === 0) yield `${done > 0 ? close : ''}${open(done)}`
    yield `<tr>${columns.map((stack) => cell(stack, row)).join('')}</tr>\n`
    done += 1
  }
  yield close
}

function* sheetTable({ name, columns, cells }: Sheet): Generator<string> {
  yield `<h2>${name}</h2>\n`
  const headings = columns.map((column) => `<th scope="col" class="${column.kind}">${column.heading}</th>`)
  const head = `<table class="sheet" aria-label="${name}"><thead><tr>${headings.join('')}</tr></thead><tbody>\n`
  let count = 0
  for (const row of cells()) {
    if (count === 0) yield `<div class="scroll" role="region" aria-label="${name}" tabindex="0">\n${head}`
    count += 1
    const shown = row.map(
      (value = '', at) => `<td class="${columns[at]?.kind}">${value === '' ? '' : show(value)}</td>`,
    )
    yield `<tr>${shown.join('')}</tr>\n`
  }
  yield count === 0 ? '<p>There is nothing to show.</p>\n' : '</tbody></table></div>\n'
}

export async function* htmlOf<Row>(document: ReportDocument<Row>): AsyncGenerator<string> {
  const { title, rowsAre, head, figures: shown, columns } = document
  const style = styleOf(columns)
  const what = shown.bar.toLowerCase()
  const figures = shown.headline.map((fact) => `<div>${term(fact)}</div>`)
  const shortfalls = chart(
    shown,
    'Largest shortfalls',
    'lack',
    'missing',
    `No ${what} lacks licenses.`,
    shown.shortfalls,
  )
  const surpluses = chart(
    shown,
    'Largest surpluses',
    'spare',
    'spare',
    `No ${what} has more licenses than it needs.`,
    shown.surpluses,
  )
  yield `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policyOf(style))}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}, ${head.today}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<dl class="figures">${figures.join('')}</dl>
<dl class="facts">${originOf(head).map(term).join('')}</dl>
<div class="charts">${shortfalls}${surpluses}</div>
<h2>${rowsAre}</h2>
`
  if (head.rowCount === 0) yield '<p>There is nothing to show.</p>\n'
  else {
    yield `<div class="scroll" role="region" aria-label="${rowsAre}" tabindex="0">\n`
    yield* tables(document)
    yield '</div>\n'
  }
  for (const sheet of document.sheets) yield* sheetTable(sheet)
  yield `<h2>Notice</h2>\n<p class="notice">${escaped(head.notice)}</p>\n</main>\n</body>\n</html>\n`
}
