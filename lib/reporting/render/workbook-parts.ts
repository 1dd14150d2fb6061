/** Number format (49 keeps a text a text also when it is edited: `=` is no formula), whether bold and filled, alignment. */
const styles = {
  text: [49, 0, ''],
  number: [3, 0, ''],
  day: [164, 0, ''],
  heading: [49, 1, ''],
  summaryHeading: [49, 1, 'vertical="top" wrapText="1"'],
  summaryText: [49, 0, 'vertical="top" wrapText="1"'],
  summaryNumber: [3, 0, 'vertical="top" wrapText="1"'],
  fact: [3, 0, 'horizontal="left" vertical="top" wrapText="1"'],
} as const
export type Style = keyof typeof styles

export const styleNumbers = Object.fromEntries(Object.keys(styles).map((name, index) => [name, index]))

const namespace = 'http://schemas.openxmlformats.org'
export const main = `xmlns="${namespace}/spreadsheetml/2006/main"`
export const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

const styleSheet = (): string => {
  const font = (bold: string) => `<font>${bold}<sz val="11"/><name val="Calibri"/></font>`
  const fill = (pattern: string, more = '') =>
    `<fill><patternFill patternType="${pattern}">${more}</patternFill></fill>`
  const isMissing =
    '<dxf><font><color rgb="FF9C0006"/></font><fill><patternFill><bgColor rgb="FFFFC7CE"/></patternFill></fill></dxf>'
  const applied = 'applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"'
  const formats = Object.values(styles).map(
    ([format, bold, alignment]) =>
      `<xf numFmtId="${format}" fontId="${bold}" fillId="${2 * bold}" borderId="0" xfId="0" ${applied}><alignment ${alignment}/></xf>`,
  )
  return (
    `${declaration}<styleSheet ${main}><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts>` +
    `<fonts count="2">${font('')}${font('<b/>')}</fonts>` +
    // The first two are those that every workbook has.
    `<fills count="3">${fill('none')}${fill('gray125')}${fill('solid', '<fgColor rgb="FFE9EDF2"/>')}</fills>` +
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
    `<cellXfs count="${formats.length}">${formats.join('')}</cellXfs><dxfs count="1">${isMissing}</dxfs></styleSheet>`
  )
}

/** What a workbook has beside its sheets. @param sheets their names */
export const partsOf = (sheets: readonly string[], madeAt: string): Record<string, string> => {
  const relations = (all: readonly (readonly [type: string, target: string])[]): string => {
    const each = all.map(
      ([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${type}" Target="${target}"/>`,
    )
    return `${declaration}<Relationships xmlns="${namespace}/package/2006/relationships">${each.join('')}</Relationships>`
  }
  const office = `${namespace}/officeDocument/2006/relationships`
  const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const properties = 'application/vnd.openxmlformats-package.core-properties+xml'
  const types = [
    ['/xl/workbook.xml', `${spreadsheet}.sheet.main+xml`],
    ['/xl/styles.xml', `${spreadsheet}.styles+xml`],
    ['/docProps/core.xml', properties],
    ...sheets.map((_, index) => [`/xl/worksheets/sheet${index + 1}.xml`, `${spreadsheet}.worksheet+xml`]),
  ].map(([part, type]) => `<Override PartName="${part}" ContentType="${type}"/>`)
  const xml = '<Default Extension="xml" ContentType="application/xml"/>'
  const rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
  const listed = sheets.map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`)
  const printed = sheets.map(
    (name, index) => `<definedName name="_xlnm.Print_Titles" localSheetId="${index}">'${name}'!$1:$1</definedName>`,
  )
  const dates = 'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
  const core = `xmlns:cp="${namespace}/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"`
  return {
    '[Content_Types].xml': `${declaration}<Types xmlns="${namespace}/package/2006/content-types">${xml}${rels}${types.join('')}</Types>`,
    '_rels/.rels': relations([
      [`${office}/officeDocument`, 'xl/workbook.xml'],
      [`${namespace}/package/2006/relationships/metadata/core-properties`, 'docProps/core.xml'],
    ]),
    'docProps/core.xml': `${declaration}<cp:coreProperties ${core} ${dates}><dc:creator>License Ledger</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">${madeAt}</dcterms:created></cp:coreProperties>`,
    'xl/workbook.xml': `${declaration}<workbook ${main} xmlns:r="${office}"><bookViews><workbookView/></bookViews><sheets>${listed.join('')}</sheets><definedNames>${printed.slice(1).join('')}</definedNames></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ...sheets.map((_, index) => [`${office}/worksheet`, `worksheets/sheet${index + 1}.xml`] as const),
      [`${office}/styles`, 'styles.xml'],
    ]),
    'xl/styles.xml': styleSheet(),
  }
}
