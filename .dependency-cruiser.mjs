/**
 * Rooms of lib, the lowest first, with their folders in the same order: a file imports only from its own folder and from
 * what stands before it. A room that stands alone has no folders.
 */
const rooms = [
  ['foundation', ['', 'text', 'calendar', 'log', 'files', 'table', 'bucket', 'queue', 'http']],
  ['audit', ['']],
  ['work', ['', 'imports']],
  ['recognition', ['names', 'data', 'products', 'rights', 'titles', 'lines']],
  ['inventory', ['names', 'devices', 'files', 'reports', 'facts']],
  ['agreements', ['records', 'catalog', 'edits', 'groups', 'files']],
  ['entitlements', ['vlsc', 'rows', 'refreshes', 'statements', 'graph']],
  ['positions', ['snapshot', 'lists', 'cover', 'families', 'reconcile', 'runs', 'answers', 'corrections', 'changes']],
  [
    'reporting',
    ['events', 'alerts', 'overview', 'reports', 'contents', 'render', 'export', 'worker', 'mail', 'schedules'],
  ],
]
const folders = rooms.flatMap(([room, names]) =>
  names.map((name) => `^lib/${room}/${name === '' ? '[^/]+\\.ts$' : `${name}/`}`),
)

const downward = folders.slice(0, -1).map((folder, index) => ({
  name: 'rooms-flow-downward',
  comment: 'A folder of lib imports only from those before it: see the list at the top of this file.',
  severity: 'error',
  from: { path: folder },
  to: { path: folders.slice(index + 1) },
}))

export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'only-declared-packages',
      severity: 'error',
      from: { path: '^(lib|functions)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: '(zod-openapi|@types/)' },
    },
    {
      name: 'lib-knows-no-function',
      comment: 'What is deployed uses lib, never the other way round.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(functions|infra|test|bench)/' },
    },
    ...downward,
    { name: 'no-folder-outside-the-order', severity: 'error', from: { path: '^lib/', pathNot: folders }, to: {} },
    {
      name: 'rooms-know-neither-lambda-nor-http',
      severity: 'error',
      from: { path: '^lib/', pathNot: '^lib/foundation/' },
      to: {
        path: ['^lib/foundation/http/', '@middy', '@types/aws-lambda', '^lib/foundation/queue/(consumer|messenger)'],
      },
    },
    {
      name: 'console-flows-downward',
      comment: 'Texts, api, ui, ledger, pages, app: each of them imports only from those before it.',
      severity: 'error',
      from: { path: '^console/src/(texts|api|ui|ledger|pages)/' },
      to: { path: '^console/src/app/' },
    },
    {
      name: 'parts-of-the-console-know-no-page',
      severity: 'error',
      from: { path: '^console/src/(texts|api|ui|ledger)/' },
      to: { path: '^console/src/pages/' },
    },
    {
      name: 'components-know-no-ledger',
      severity: 'error',
      from: { path: '^console/src/ui/' },
      to: { path: '^console/src/(api|ledger)/' },
    },
    {
      name: 'pages-do-not-use-each-other',
      comment: 'What two pages share belongs into ledger; links name routes by their paths.',
      severity: 'error',
      from: { path: '^console/src/pages/([^/]+)/' },
      to: { path: '^console/src/pages/[^/]+/', pathNot: '^console/src/pages/$1/' },
    },
    {
      name: 'base-ui-only-in-ui',
      severity: 'error',
      from: { path: '^console/src/', pathNot: '^console/src/(ui/|app/app.tsx)' },
      to: { path: '@base-ui/' },
    },
    {
      name: 'console-is-apart',
      comment: 'The console knows the service by its API document alone.',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: '^(lib|functions|infra|test|bench)/' },
    },
    {
      name: 'functions-only-wire',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(infra|test|bench)/' },
    },
    {
      name: 'functions-do-not-use-each-other',
      severity: 'error',
      from: { path: '^functions/[^/]+\\.ts$', pathNot: '(routes\\.ts)$' },
      to: { path: '^functions/', pathNot: ['\\.routes\\.ts$', '^functions/wiring/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
}
