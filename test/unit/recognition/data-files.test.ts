import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { clean } from '../../../lib/recognition/names/clean.ts'
import { normalizePublisher } from '../../../lib/recognition/names/normalize.ts'
import { publisherKey } from '../../../lib/recognition/names/software-key.ts'

/** rule-files.test.ts reads it. */
const otherFiles = ['words.tsv', 'license-words.tsv']

const folder = new URL('../../../lib/recognition/data/', import.meta.url)

const kinds = ['licensed', 'subscription', 'free', 'component']
const columns = {
  publishers: ['id', 'publisher', 'says', 'how', 'source'],
  titles: ['id', 'publisher', 'title', 'kind', 'family', 'edition', 'sold', 'source', 'owner'],
  patterns: ['id', 'publisher', 'title', 'kind', 'source', 'family'],
  rentals: ['id', 'publisher', 'family', 'since', 'runs', 'source'],
  families: ['id', 'publisher', 'family', 'edition', 'since', 'metric', 'license', 'source'],
  versions: ['id', 'publisher', 'family', 'track', 'version', 'also', 'volume', 'released', 'source'],
  editions: ['id', 'publisher', 'family', 'edition', 'sold', 'track', 'since', 'until', 'successor', 'source'],
  suites: ['id', 'publisher', 'family', 'edition', 'since', 'until', 'parts', 'of', 'source'],
  rights: ['id', 'publisher', 'family', 'right', 'edition', 'since', 'gives', 'until', 'source'],
  minimums: ['id', 'publisher', 'family', 'processor', 'machine', 'virtual', 'source'],
  'service-plans': ['id', 'plan', 'name', 'part', 'source'],
  products: ['id', 'publisher', 'family', 'edition', 'version', 'part', 'source'],
}
/** Microsoft's names say versions in ways of their own. */
const columnsOf = (name: string, file: DataFile): string[] =>
  name === 'titles/microsoft.tsv' ? columns.titles.toSpliced(-2, 2, 'version', 'source') : columns[file]
const optional: Readonly<Record<DataFile, readonly string[]>> = {
  publishers: [],
  titles: ['family', 'edition', 'sold', 'version', 'owner'],
  patterns: ['publisher', 'family'],
  rentals: ['family', 'runs'],
  families: ['edition', 'since', 'license'],
  versions: ['track', 'also', 'volume', 'released'],
  editions: ['edition', 'track', 'since', 'until', 'successor'],
  suites: ['since', 'until', 'of'],
  rights: ['family', 'edition', 'since', 'until'],
  minimums: ['processor', 'machine', 'virtual'],
  'service-plans': [],
  products: ['version'],
}
/** They stand last, and most lines end before them. */
const added = ['owner', 'family']
const metrics = ['device', 'user', 'core', 'server', 'access']
const known: Record<string, string[]> = {
  how: ['alias', 'brand'],
  kind: kinds,
  sold: ['', 'major', 'minor', 'year'],
  metric: metrics,
  license: ['', ...metrics],
  runs: ['', 'all'],
  right: ['lower-edition', 'prior-version', 'software-assurance', 'step-up'],
  virtual: ['', 'host'],
  part: ['apps', 'visio', 'project', 'windows-enterprise'],
}
const knownIn = (file: DataFile, column: string): string[] | undefined =>
  file === 'editions' && column === 'sold' ? ['volume', 'earlier', 'retail', 'computer', 'free'] : known[column]

type DataFile = keyof typeof columns
interface Line {
  file: DataFile
  place: string
  cells: Readonly<Record<string, string>>
}

const dataFileOf = (name: string): DataFile | undefined =>
  /^(publishers|patterns|families|rentals)\.tsv$|^(titles)\/[a-z-]+\.tsv$|^rights\/(versions|editions|suites|rights|minimums)\.tsv$|^plans\/(service-plans|products)\.tsv$/
    .exec(name)
    ?.slice(1)
    .find(Boolean) as DataFile | undefined

const keyOf = (publisher: string): string => publisherKey(normalizePublisher(publisher))

/** Points within a word stay. */
const word = /[\p{L}\p{M}\p{N}+#]+(?:\.+[\p{L}\p{M}\p{N}+#]+)*/gu
const wordsOf = (text: string): string[] => clean(text).toUpperCase().match(word) ?? []

/** Order, case, punctuation and the brand in front do not count. */
const titleKey = (publisher: string, title: string, brands: readonly string[][]): string => {
  const words = wordsOf(title)
  const startsWith = (brand: string[]) => brand.length < words.length && brand.every((each, at) => words[at] === each)
  const brand = brands.filter(startsWith).sort((one, other) => other.length - one.length)[0]
  return `${publisher}|${words.slice(brand?.length).sort().join(' ')}${title.endsWith(' *') ? ' *' : ''}`
}

const linesOf = (name: string, text: string, problems: string[]): Line[] => {
  const file = dataFileOf(name)
  if (file === undefined) {
    problems.push(`${name}: no data file is called so`)
    return []
  }
  const lines = text
    .split('\n')
    .map((line, index) => ({ cells: line.split('\t'), place: `${name}:${index + 1}`, line }))
  if (lines.pop()?.line !== '') problems.push(`${name}: does not end with a line break`)
  const [headings, ...rows] = lines.filter(({ line }) => !line.startsWith('#'))
  const expected = columnsOf(name, file)
  if (headings?.line !== expected.join('\t'))
    problems.push(`${headings?.place ?? name}: other headings than ${expected.join(' ')}`)
  return rows.flatMap(({ cells, place }) => {
    if (cells.length <= expected.length && cells.length >= expected.filter((it) => !added.includes(it)).length)
      return [{ file, place, cells: Object.fromEntries(expected.map((column, at) => [column, cells[at] ?? ''])) }]
    problems.push(`${place}: ${cells.length} columns instead of ${expected.length}`)
    return []
  })
}

const problemsOfCells = ({ file, place, cells }: Line): string[] => {
  const problems: string[] = []
  for (const [column, cell] of Object.entries(cells)) {
    if (cell === '' && !optional[file].includes(column)) problems.push(`${place}: no ${column}`)
    if (cell !== cell.trim() || cell !== cell.normalize('NFC'))
      problems.push(`${place}: ${column} is not written cleanly`)
    if (!(knownIn(file, column) ?? [cell]).includes(cell) && !(file === 'patterns' && cell === 'unknown'))
      problems.push(`${place}: unknown ${column} "${cell}"`)
  }
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(cells.id ?? '')) problems.push(`${place}: "${cells.id}" is not an id`)
  return problems
}

const problemsOfPattern = ({ place, cells }: Line): string[] => {
  try {
    RegExp(cells.publisher ?? '', 'iu')
    RegExp(cells.title ?? '', 'iu')
    return []
  } catch (error) {
    return [`${place}: ${String(error)}`]
  }
}

/** Tells what a second line says about something that a line before said something else about. */
const claims = (problems: string[]) => {
  const said = new Map<string, { place: string; what: string }>()
  return (about: string, what: string, place: string, problem: (before: string) => string) => {
    const before = said.get(about)
    if (before === undefined) said.set(about, { place, what })
    else if (before.what !== what) problems.push(`${place}: ${problem(before.place)}`)
  }
}

/** What the tables of rights name must be there: versions in their order, editions that titles have. */
const problemsOfRights = (of: (file: DataFile) => Line[]): string[] => {
  const problems: string[] = []
  const familyOf = ({ cells: { publisher, family } }: Line): string => `${publisher}|${family}`
  const titles = Map.groupBy(
    of('titles'),
    ({ cells: { publisher, family, title } }) => `${publisher}|${family || title}`,
  )
  const versions = Map.groupBy(of('versions'), (line) => `${familyOf(line)}|${line.cells.track}`)
  const ranks = new Map([...versions].map(([track, lines]) => [track, lines.map(({ cells }) => cells.version ?? '')]))
  const editions = new Map(of('editions').map((line) => [`${familyOf(line)}|${line.cells.edition}`, line]))
  const tell = (line: Line, problem: string): number => problems.push(`${line.place}: ${problem}`)

  const needEdition = (line: Line, edition = '', { publisher, family }: Line['cells'] = line.cells): void => {
    if (family !== '' && !editions.has(`${publisher}|${family}|${edition}`))
      tell(line, `editions.tsv has no "${edition}"`)
  }

  for (const lines of versions.values()) {
    const names = claims(problems)
    let last = ''
    for (const { cells, place } of lines) {
      const { version = '', also = '', volume = '', released = '' } = cells
      for (const name of [version, also, volume].filter(Boolean))
        names(name, place, place, (before) => `the version "${name}" is also that of ${before}`)
      if (!/^(?:\d{4}-\d\d-\d\d)?$/.test(released)) problems.push(`${place}: "${released}" is not a day`)
      if (released !== '' && released <= last) problems.push(`${place}: it was released before the version above it`)
      last = released || last
    }
  }
  const tracks = [...of('editions'), ...of('suites'), ...of('rights')].filter(({ cells }) => cells.family !== '')
  for (const line of tracks) {
    const { edition = '', since = '', until = '' } = line.cells
    const track =
      line.file === 'editions' ? line.cells.track : editions.get(`${familyOf(line)}|${edition}`)?.cells.track
    const order = ranks.get(`${familyOf(line)}|${track}`) ?? []
    for (const version of [since, until])
      if (version !== '' && !order.includes(version)) tell(line, `"${version}" is not a version of "${edition}"`)
    if (line.file === 'suites' && order.indexOf(since) > order.indexOf(until)) tell(line, `until is before since`)
  }
  for (const line of of('editions')) {
    const { edition = '', successor = '', family } = line.cells
    if (!titles.get(familyOf(line))?.some(({ cells }) => cells.edition === edition))
      tell(line, `no title of "${family}" is of the edition "${edition}"`)
    if (successor !== '') needEdition(line, successor)
  }
  for (const line of of('suites')) {
    const { edition, parts = '', of: family } = line.cells
    needEdition(line, edition)
    for (const part of parts.split(', ')) needEdition(line, part, family ? { ...line.cells, family } : line.cells)
  }
  for (const line of of('rights')) {
    needEdition(line, line.cells.edition)
    if (line.cells.right !== 'prior-version') needEdition(line, line.cells.gives)
  }
  for (const line of of('minimums'))
    for (const cell of [line.cells.processor, line.cells.machine])
      if (!/^\d*$/.test(cell ?? '')) tell(line, `"${cell}" is not a number of cores`)
  return problems
}

/** Products that plans let their users run are those of titles, and some service plan gives each part. */
const problemsOfPlans = (of: (file: DataFile) => Line[]): string[] => {
  const problems: string[] = []
  const plans = claims(problems)
  for (const { cells, place } of of('service-plans')) {
    if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(cells.plan ?? ''))
      problems.push(`${place}: "${cells.plan}" is not the id of a service plan`)
    plans(cells.plan ?? '', place, place, (before) => `the service plan is also that of ${before}`)
  }
  const given = new Set(of('service-plans').map(({ cells }) => cells.part))
  const titles = new Set(
    of('titles').map(({ cells: { publisher, family, edition } }) => `${publisher}|${family}|${edition}`),
  )
  const once = claims(problems)
  for (const { cells, place } of of('products')) {
    const { publisher, family, edition, version, part = '' } = cells
    if (!titles.has(`${publisher}|${family}|${edition}`))
      problems.push(`${place}: no title is of "${family} ${edition}"`)
    if (!given.has(part)) problems.push(`${place}: no service plan gives "${part}"`)
    once(`${publisher}|${family}|${edition}|${version}`, place, place, (before) => `it is also said in ${before}`)
  }
  return problems
}

const problemsOf = (files: Readonly<Record<string, string>>): string[] => {
  const problems: string[] = []
  const lines = Object.entries(files).flatMap(([name, text]) => linesOf(name, text, problems))
  const of = (file: DataFile) => lines.filter((line) => line.file === file)
  problems.push(...lines.flatMap(problemsOfCells), ...of('patterns').flatMap(problemsOfPattern))

  const ids = claims(problems)
  for (const { cells, place } of lines)
    ids(cells.id ?? '', place, place, (before) => `the id "${cells.id}" is also that of ${before}`)

  // A name that differs in its legal form, letter case or punctuation is the same name.
  const once = claims(problems)
  for (const {
    cells: { publisher = '', says = '', how },
    place,
  } of of('publishers')) {
    const spelling = how === 'alias' ? keyOf(says) : wordsOf(says).join(' ')
    once(`${how}|${publisher}|${spelling}`, place, place, (before) => `"${says}" is already said in ${before}`)
  }

  const names = claims(problems)
  const publishers = of('publishers').map(({ cells: { publisher = '', says = '', how }, place }) => ({
    publisher,
    says: how === 'alias' ? says : publisher,
    place,
  }))
  for (const { publisher, place } of publishers)
    names(keyOf(publisher), publisher, place, (before) => `"${publisher}" is written otherwise in ${before}`)
  for (const { publisher, says, place } of publishers)
    names(keyOf(says), publisher, place, (before) => `"${says}" is another publisher in ${before}`)

  const brands = of('publishers').flatMap(({ cells: { publisher = '', says = '', how }, place }) => [
    { publisher, brand: publisher, place },
    ...(how === 'brand' ? [{ publisher, brand: says, place }] : []),
  ])
  const owners = claims(problems)
  for (const { publisher, brand, place } of brands)
    owners(
      wordsOf(brand).join(' '),
      publisher,
      place,
      (before) => `"${brand}" is another publisher's brand in ${before}`,
    )
  const brandsOf = Map.groupBy(brands, ({ publisher }) => publisher)

  const shown = new Set(['*', ...publishers.map(({ publisher }) => publisher)])
  const titles = claims(problems)
  for (const { cells, place } of of('titles')) {
    const { publisher = '', title = '', kind, edition, sold, family, version } = cells
    if (!shown.has(publisher)) problems.push(`${place}: publishers.tsv does not show "${publisher}"`)
    const key = titleKey(publisher, title, brandsOf.get(publisher)?.map(({ brand }) => wordsOf(brand)) ?? [])
    const product = [kind, family || key, edition, sold, version].join('|')
    // A name with a year may be another product than the same without one.
    titles(`${key}|${sold === 'year'}`, product, place, (before) => `"${title}" is another product in ${before}`)
  }
  const sold = new Set(of('titles').map(({ cells: { publisher, family, title } }) => `${publisher}|${family || title}`))
  problems.push(...problemsOfRights(of), ...problemsOfPlans(of))
  for (const { cells, place } of [...of('families'), ...of('versions'), ...of('editions'), ...of('minimums')])
    if (!sold.has(`${cells.publisher}|${cells.family}`)) problems.push(`${place}: no title is of "${cells.family}"`)
  return problems
}

const readFiles = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.tsv') && !otherFiles.includes(name))
      .map((name) => [name.replaceAll('\\', '/'), readFileSync(new URL(name, folder), 'utf8')]),
  )

test('the data files are well formed and do not contradict each other', () => {
  const files = readFiles()
  expect(Object.keys(files)).toContain('publishers.tsv')
  expect(problemsOf(files)).toEqual([])
})

describe('what is wrong with data files is told with file and line', () => {
  const fileOf = (file: DataFile, ...lines: string[]) =>
    `# Comment\n${[columns[file].join('\t'), ...lines].map((line) => `${line}\n`).join('')}`
  const publishers = ['adobe-systems\tAdobe\tAdobe Systems\talias\ts', 'hp-packard\tHP\tHewlett-Packard\talias\ts']
  const acrobat = 'acrobat-pro\tAdobe\tAcrobat Pro\tlicensed\tAcrobat\tPro\tmajor\ts'
  const apps = '43de0ff5-c92c-492b-9116-175376d08c38'
  const problemsWith = (added: {
    publishers?: string
    titles?: string
    patterns?: string
    plans?: string
    runs?: string
  }) =>
    problemsOf({
      'publishers.tsv': fileOf('publishers', ...publishers, ...[added.publishers ?? []].flat()),
      'titles/commercial.tsv': fileOf('titles', acrobat),
      'titles/free.tsv': fileOf('titles', ...[added.titles ?? []].flat()),
      'patterns.tsv': fileOf('patterns', ...[added.patterns ?? []].flat()),
      'plans/service-plans.tsv': fileOf('service-plans', ...[added.plans ?? []].flat()),
      'plans/products.tsv': fileOf('products', ...[added.runs ?? []].flat()),
    })

  test.each([
    ['nothing', {}],
    ['a brand, and an alias with its legal form', { publishers: 'hp-old\tHP\tHewlett-Packard\tbrand\ts' }],
    ['another spelling of a product', { titles: 'acrobat\tAdobe\tPro Acrobat\tlicensed\tAcrobat\tPro\tmajor\ts' }],
    ['the same words of another publisher', { titles: 'acrobat\t*\tAcrobat Pro\tfree\t\t\t\ts' }],
    ['the same words and any that follow', { titles: 'acrobat\tAdobe\tAcrobat Pro *\tlicensed\t\t\t\ts' }],
  ])('%s is not wrong', (_, added) => {
    expect(problemsWith(added)).toEqual([])
  })

  test.each([
    [{ publishers: 'x\tHP\tPackard\talias' }, 'publishers.tsv:5: 4 columns instead of 5'],
    [{ publishers: '\tHP\tPackard\talias\ts' }, 'publishers.tsv:5: no id'],
    [{ publishers: 'x\tHP\tPackard\tnickname\ts' }, 'publishers.tsv:5: unknown how "nickname"'],
    [{ publishers: 'x\tHP\tPackard \talias\ts' }, 'publishers.tsv:5: says is not written cleanly'],
    [
      { publishers: 'x\tHP\tAdobe Systems Inc.\talias\ts' },
      'publishers.tsv:5: "Adobe Systems Inc." is another publisher in publishers.tsv:3',
    ],
    [
      { publishers: 'x\tHP\tHewlett Packard Inc.\talias\ts' },
      'publishers.tsv:5: "Hewlett Packard Inc." is already said in publishers.tsv:4',
    ],
    [{ publishers: 'x\tHP\tAdobe\talias\ts' }, 'publishers.tsv:5: "Adobe" is another publisher in publishers.tsv:3'],
    [
      { publishers: 'x\tHP\tAdobe\tbrand\ts' },
      'publishers.tsv:5: "Adobe" is another publisher\'s brand in publishers.tsv:3',
    ],
    [
      { publishers: 'x\tADOBE\tAllaire\talias\ts' },
      'publishers.tsv:5: "ADOBE" is written otherwise in publishers.tsv:3',
    ],
    [
      { titles: 'hp-packard\tHP\tSmart\tfree\t\t\t\ts' },
      'titles/free.tsv:3: the id "hp-packard" is also that of publishers.tsv:4',
    ],
    [{ plans: 'x\tapps\tAPPS\tapps\ts' }, 'plans/service-plans.tsv:3: "apps" is not the id of a service plan'],
    [{ plans: `x\t${apps}\tAPPS\tword\ts` }, 'plans/service-plans.tsv:3: unknown part "word"'],
    [{ plans: `x\t${apps}\tAPPS\tapps\t` }, 'plans/service-plans.tsv:3: no source'],
    [
      { plans: `x\t${apps}\tAPPS\tapps\ts`, runs: 'y\tAdobe\tAcrobat\tStandard\t\tapps\ts' },
      'plans/products.tsv:3: no title is of "Acrobat Standard"',
    ],
    [{ runs: 'x\tAdobe\tAcrobat\tPro\t\tapps\ts' }, 'plans/products.tsv:3: no service plan gives "apps"'],
    [{ titles: 'Smart\tHP\tSmart\tfree\t\t\t\ts' }, 'titles/free.tsv:3: "Smart" is not an id'],
    [{ titles: 'x\tHP\tSmart\tgratis\t\t\t\ts' }, 'titles/free.tsv:3: unknown kind "gratis"'],
    [{ titles: 'x\tHP\tSmart\tfree\t\t\tmonth\ts' }, 'titles/free.tsv:3: unknown sold "month"'],
    [{ titles: 'x\tHP\tSmart\tfree\t\t\t\t' }, 'titles/free.tsv:3: no source'],
    [
      { titles: 'x\tHewlett-Packard\tSmart\tfree\t\t\t\ts' },
      'titles/free.tsv:3: publishers.tsv does not show "Hewlett-Packard"',
    ],
    [
      { titles: 'x\tAdobe\tPro, Acrobat\tfree\tAcrobat\tPro\tmajor\ts' },
      'titles/free.tsv:3: "Pro, Acrobat" is another product in titles/commercial.tsv:3',
    ],
    [
      { titles: 'x\tAdobe\tacrobat pro\tlicensed\tAcrobat\tStandard\tmajor\ts' },
      'titles/free.tsv:3: "acrobat pro" is another product in titles/commercial.tsv:3',
    ],
    [
      { titles: 'x\tAdobe\tAdobe Acrobat Pro\tsubscription\tAcrobat\tPro\t\ts' },
      'titles/free.tsv:3: "Adobe Acrobat Pro" is another product in titles/commercial.tsv:3',
    ],
    [{ patterns: 'x\t\t\tcomponent\ts' }, 'patterns.tsv:3: no title'],
  ])('%o', (added, problem) => {
    expect(problemsWith(added)).toContain(problem)
  })

  test.each([
    ['versions', 'x\tAdobe\tFlash\t\t9\t\t\t\ts', 'rights/versions.tsv:3: no title is of "Flash"'],
    ['versions', 'x\tAdobe\tAcrobat\t\tX\t\t\t2010\ts', 'rights/versions.tsv:3: "2010" is not a day'],
    [
      'versions',
      ['x\tAdobe\tAcrobat\t\tX\t\t\t2010-01-01\ts', 'y\tAdobe\tAcrobat\t\tXI\tX\t\t2009-01-01\ts'],
      'rights/versions.tsv:4: the version "X" is also that of rights/versions.tsv:3',
    ],
    [
      'versions',
      ['x\tAdobe\tAcrobat\t\tX\t\t\t2010-01-01\ts', 'y\tAdobe\tAcrobat\t\tXI\t\t\t2009-01-01\ts'],
      'rights/versions.tsv:4: it was released before the version above it',
    ],
    [
      'editions',
      'x\tAdobe\tAcrobat\tMax\tvolume\t\t\t\t\ts',
      'rights/editions.tsv:3: no title of "Acrobat" is of the edition "Max"',
    ],
    ['editions', 'x\tAdobe\tAcrobat\tPro\tleased\t\t\t\t\ts', 'rights/editions.tsv:3: unknown sold "leased"'],
    [
      'editions',
      'x\tAdobe\tAcrobat\tPro\tvolume\t\tXI\t\t\ts',
      'rights/editions.tsv:3: "XI" is not a version of "Pro"',
    ],
    ['editions', 'x\tAdobe\tAcrobat\tPro\tvolume\t\t\t\tMax\ts', 'rights/editions.tsv:3: editions.tsv has no "Max"'],
    ['suites', 'x\tAdobe\tAcrobat\tPro\tX\tX\tMax\t\ts', 'rights/suites.tsv:3: editions.tsv has no "Max"'],
    ['rights', 'x\tAdobe\tAcrobat\tlower-edition\tPro\t\tMax\t\ts', 'rights/rights.tsv:3: editions.tsv has no "Max"'],
    ['rights', 'x\tAdobe\tAcrobat\tresale\tPro\t\tPro\t\ts', 'rights/rights.tsv:3: unknown right "resale"'],
    ['minimums', 'x\tAdobe\tAcrobat\tfew\t\t\ts', 'rights/minimums.tsv:3: "few" is not a number of cores'],
  ] as const)('%s: %s', (file, lines, problem) => {
    const files = {
      'publishers.tsv': fileOf('publishers', ...publishers),
      'titles/commercial.tsv': fileOf('titles', acrobat),
    }
    expect(problemsOf({ ...files, [`rights/${file}.tsv`]: fileOf(file, ...[lines].flat()) })).toContain(problem)
  })

  test('a pattern that is none, a family without titles, a file that is none, and a file without headings or a last line break', () => {
    expect(problemsWith({ patterns: 'x\t\t(update\tcomponent\ts' })).toEqual([
      expect.stringMatching(/^patterns\.tsv:3: SyntaxError: /),
    ])
    expect(problemsOf({ 'families.tsv': fileOf('families', 'x\tHP\tSmart\t\t\tuser\t\ts') })).toEqual([
      'families.tsv:3: no title is of "Smart"',
    ])
    expect(problemsOf({ 'extra.tsv': '', 'patterns.tsv': 'id\ttitle' })).toEqual([
      'extra.tsv: no data file is called so',
      'patterns.tsv: does not end with a line break',
      'patterns.tsv: other headings than id publisher title kind source family',
    ])
  })
})
