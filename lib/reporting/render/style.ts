import type { Stack } from '../contents/columns.ts'

const style = `
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

/**
 * How a page looks on light and dark screens and on paper. Columns have fixed shares of the width, so that long names wrap
 * and browsers lay out tens of thousands of rows quickly.
 */
export const styleOf = <Row>(columns: readonly Stack<Row>[]): string => {
  const widths = columns.map(([first]) => first?.width ?? 0)
  const total = widths.reduce((sum, width) => sum + width, 0)
  const shares = widths.map(
    (width, index) => `.rows col:nth-child(${index + 1}){width:${((100 * width) / total).toFixed(1)}%}\n`,
  )
  const least = Math.ceil(total * remPerCharacter)
  return `${style}${shares.join('')}@media screen and (max-width:${least + 3}rem){
.scroll{overflow-x:auto}
.rows{min-width:${least}rem}
}
`
}
