/** Dependencies point one way: functions -> lib/<domain>, lib/http, lib/queue; lib/<domain> -> lib/table, lib/csv. */
const domain =
  '^lib/(agreements|audit|catalog|entitlements|groups|imports|inventory|inventory-files|matching|names|normalization|other-agreements|overview|refreshes|reports|software|statements|validation|verify|vlsc|work|positions|calendar|alerts|events|schedules|mail)/'

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
    {
      name: 'table-and-csv-know-no-domain-rule',
      severity: 'error',
      from: { path: '^lib/(table|csv)/' },
      to: { path: '^lib/', pathNot: '^lib/(table|csv|errors\\.ts)' },
    },
    {
      name: 'domain-knows-neither-lambda-nor-http',
      severity: 'error',
      from: { path: domain },
      to: { path: ['^lib/http/', '@middy', '@types/aws-lambda', '^lib/queue/(consumer|messenger)'] },
    },
    {
      name: 'http-and-queue-know-no-domain-store',
      comment: 'Only the declaration of a change and the errors are shared.',
      severity: 'error',
      from: { path: '^lib/(http|queue)/' },
      to: { path: domain, pathNot: '^lib/audit/change\\.ts' },
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
      to: { path: '^functions/', pathNot: '\\.routes\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
}
