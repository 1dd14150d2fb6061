import { createHash } from 'node:crypto'
import { type Column, grouped, type Stack } from '../contents/columns.ts'
import type { Extreme } from '../contents/tally.ts'
import { type Fact, headlineOf, originOf } from './about.ts'
import { escaped, type ReportDocument } from './document.ts'
import { styleOf } from './style.ts'

/** Nothing is loaded, run or sent; the one style sheet is known by its hash. */
const policyOf = (style: string): string =>
  [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')

/** Text of either direction, which leaves what stands around it alone. */
const isolated = (text: string): string => `<bdi>${escaped(text)}</bdi>`

const show = (value: string | number): string => (typeof value === 'number' ? grouped(value) : isolated(value))

const figure = ([label, value, isBad]: Fact): string =>
  `<div><dt>${label}</dt><dd${isBad ? ' class="missing"' : ''}>${show(value)}</dd></div>`

const figures = (facts: readonly Fact[]): string => `<dl class="figures">${facts.map(figure).join('')}</dl>`

/** Facts without boxes around them: a grid of terms and what is said of them. */
const list = (facts: readonly Fact[]): string =>
  `<dl class="facts">${facts.map(([label, value]) => `<dt>${label}</dt><dd>${show(value)}</dd>`).join('')}</dl>`

/** @param widest the number that fills the width */
const bar = (size: number, widest: number, label: string): string =>
  `<svg role="img" aria-label="${label}" viewBox="0 0 100 10" preserveAspectRatio="none"><rect width="${((100 * size) / widest).toFixed(2)}" height="10"/></svg>`

interface Chart {
  heading: string
  kind: 'lack' | 'spare'
  unit: string
  none: string
}

const shortfallChart: Chart = {
  heading: 'Largest shortfalls',
  kind: 'lack',
  unit: 'missing',
  none: 'No title lacks licenses.',
}
const surplusChart: Chart = {
  heading: 'Largest surpluses',
  kind: 'spare',
  unit: 'spare',
  none: 'No title has more licenses than installs.',
}

const chart = ({ heading, kind, unit, none }: Chart, extremes: readonly Extreme[]): string => {
  const widest = Math.max(...extremes.map(({ difference }) => Math.abs(difference)))
  const rows = extremes.map(({ publisher, title, difference, entitled, installed }) => {
    const size = Math.abs(difference)
    const label = `${grouped(size)} ${unit}`
    return (
      `<tr><th scope="row">${isolated(title)}<small>${isolated(publisher)}</small></th>` +
      `<td class="bar">${bar(size, widest, label)}</td>` +
      `<td class="number">${grouped(size)}<small>${grouped(entitled)} of ${grouped(installed)}</small></td></tr>`
    )
  })
  const table =
    `<table class="chart ${kind}"><thead><tr><th scope="col">Title</th><th scope="col" class="bar">Licenses ${unit}</th>` +
    `<th scope="col" class="number">Number<small>entitled of installed</small></th></tr></thead><tbody>${rows.join('')}</tbody></table>`
  return `<section><h2>${heading}</h2>${extremes.length > 0 ? table : `<p>${none}</p>`}</section>`
}

const between = ' · '

const below = (texts: readonly string[]): string => (texts.length > 0 ? `<small>${texts.join(between)}</small>` : '')

/** Numbers and days stand on one line, numbers to the end of it. */
const classOf = <Row>([first]: Stack<Row>): Column<Row>['kind'] => first?.kind ?? 'text'

const heading = <Row>(stack: Stack<Row>): string => {
  const [first, ...others] = stack.map((column) => column.heading)
  return `<th scope="col" class="${classOf(stack)}">${first}${below(others)}</th>`
}

const isMissing = <Row>([first]: Stack<Row>, value: string | number): boolean =>
  first?.kind === 'number' && first.isDifference === true && Number(value) < 0

/** On one line. */
const labelled = (label: string, value: number): string => `${label}: ${grouped(value)}`.replaceAll(' ', '&nbsp;')

const showSmall = <Row>(column: Column<Row>, row: Row): string[] => {
  const value = column.of(row)
  if (value === undefined || value === '') return []
  return [typeof value === 'number' ? labelled(column.heading, value) : isolated(value)]
}

const cell = <Row>(stack: Stack<Row>, row: Row): string => {
  const [first, ...others] = stack
  const value = first?.of(row) ?? ''
  const missing = isMissing(stack, value) ? ' missing' : ''
  const small = below(others.flatMap((column) => showSmall(column, row)))
  return `<td class="${classOf(stack)}${missing}">${value === '' ? '' : show(value)}${small}</td>`
}

/** Rows of one table: browsers lay a long table out again and again while it comes in, and leave hidden ones alone. */
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

/** One page that holds all it needs: no script, no link, nothing that is loaded. */
export async function* htmlOf<Row>(document: ReportDocument<Row>): AsyncGenerator<string> {
  const { title, rowsAre, head, columns } = document
  const style = styleOf(columns)
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
${figures(headlineOf(head))}
${list(originOf(head))}
<div class="charts">${chart(shortfallChart, head.largestShortfalls)}${chart(surplusChart, head.largestSurpluses)}</div>
<h2>${rowsAre}</h2>
`
  if (head.rowCount === 0) yield '<p>There is nothing to show.</p>\n'
  else {
    yield `<div class="scroll" role="region" aria-label="${rowsAre}" tabindex="0">\n`
    yield* tables(document)
    yield '</div>\n'
  }
  yield `<h2>Notice</h2>
<p class="notice">${escaped(head.notice)}</p>
</main>
</body>
</html>
`
}
