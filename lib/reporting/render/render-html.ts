import { createHash } from 'node:crypto'
import { type Column, grouped, type Stack } from '../contents/columns.ts'
import type { Extreme } from '../contents/head.ts'
import { escaped, type Fact, headlineOf, originOf, type ReportDocument } from './document.ts'

const styleSheet = `
:root{color-scheme:light dark;--text:#1b1f24;--soft:#57606a;--line:#d0d7de;--page:#fff;--head:#f3f5f8;--missing:#b3261e;--spare:#0b6b58}
@media (prefers-color-scheme:dark){:root{--text:#e6edf3;--soft:#9aa5b1;--line:#39424e;--page:#0f141a;--head:#1a212a;--missing:#ff8a80;--spare:#5fd0b5}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:100rem;padding:clamp(.75rem,3vw,1.5rem);background:var(--page);color:var(--text);font:15px/1.45 system-ui,sans-serif}
h1{margin:0 0 .25rem;font-size:1.8em}
h2{margin:2rem 0 .75rem;font-size:1.2em}
p{max-width:75ch}
small{display:block;font-size:.82em;color:var(--soft)}
dl.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem;margin:1.25rem 0}
dl.figures div{display:flex;flex-direction:column-reverse;justify-content:flex-end;border:1px solid var(--line);border-radius:.5rem;padding:.6rem .8rem}
dl.figures dt{color:var(--soft);font-size:.9em}
dl.figures dd{margin:0;font-size:1.5em;font-weight:600;font-variant-numeric:tabular-nums}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:0}
dl.facts dt{color:var(--soft)}
dl.facts dd{margin:0;overflow-wrap:anywhere}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),1fr));gap:0 2.5rem}
.notice{border-inline-start:4px solid var(--line);padding-inline-start:1rem}
table{width:100%;table-layout:fixed;border-spacing:0;font-variant-numeric:tabular-nums}
th,td{padding:.35rem .5rem;text-align:start;vertical-align:top;border-block-end:1px solid var(--line);overflow-wrap:anywhere}
thead th{vertical-align:bottom;overflow-wrap:normal}
.rows thead th{background:var(--head);position:sticky;inset-block-start:0;font-size:.88em}
thead small{font-weight:400}
.full{content-visibility:auto;contain-intrinsic-block-size:auto 25000px}
.number{text-align:end}
.day{white-space:nowrap}
.day small{white-space:normal}
.missing{color:var(--missing);font-weight:600}
.chart th{font-weight:400}
.chart .bar{width:30%}
.chart .number{width:8rem}
.chart svg{display:block;width:100%;height:1.1rem}
.lack rect{fill:var(--missing)}
.spare rect{fill:var(--spare)}
@page{size:A4 landscape;margin:12mm 12mm 15mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif;color:#444}}
@media print{
:root{color-scheme:light;--text:#000;--soft:#444;--line:#999;--page:#fff;--head:#eee;--missing:#a00;--spare:#064}
body{padding:0;max-width:none;font-size:8pt;line-height:1.3}
.full{content-visibility:visible}
.rows thead{display:table-header-group}
.rows thead th{position:static}
tr,dl.figures div{break-inside:avoid}
.charts{grid-template-columns:1fr 1fr;gap:0 2em}
th,td{padding:.2em .4em}
h2{break-after:avoid}
}
`

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

const term = ([label, value, isBad]: Fact): string =>
  `<dt>${label}</dt><dd${isBad ? ' class="missing"' : ''}>${show(value)}</dd>`

const chart = (heading: string, kind: 'lack' | 'spare', unit: string, none: string, extremes: readonly Extreme[]) => {
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
    `<table class="chart ${kind}"><thead><tr><th scope="col">Title</th><th scope="col" class="bar">Licenses ${unit}</th>` +
    `<th scope="col" class="number">Number<small>entitled of installed</small></th></tr></thead><tbody>${rows.join('')}</tbody></table>`
  return `<section><h2>${heading}</h2>${extremes.length > 0 ? table : `<p>${none}</p>`}</section>`
}

const below = (texts: readonly string[]): string => (texts.length > 0 ? `<small>${texts.join(' · ')}</small>` : '')

const classOf = <Row>([first]: Stack<Row>): Column<Row>['kind'] => first?.kind ?? 'text'

const heading = <Row>(stack: Stack<Row>): string => {
  const [first, ...others] = stack.map((column) => column.heading)
  return `<th scope="col" class="${classOf(stack)}">${first}${below(others)}</th>`
}

const showSmall = <Row>(column: Column<Row>, row: Row): string[] => {
  const value = column.of(row)
  if (value === undefined || value === '') return []
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

export async function* htmlOf<Row>(document: ReportDocument<Row>): AsyncGenerator<string> {
  const { title, rowsAre, head, columns } = document
  const style = styleOf(columns)
  const { largestShortfalls: lack, largestSurpluses: spare } = head
  const figures = headlineOf(head).map((fact) => `<div>${term(fact)}</div>`)
  const shortfalls = chart('Largest shortfalls', 'lack', 'missing', 'No title lacks licenses.', lack)
  const surpluses = chart('Largest surpluses', 'spare', 'spare', 'No title has more licenses than installs.', spare)
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
  yield `<h2>Notice</h2>\n<p class="notice">${escaped(head.notice)}</p>\n</main>\n</body>\n</html>\n`
}
