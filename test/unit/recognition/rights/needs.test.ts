import { expect, test } from 'vitest'
import { coresNeeded, needOf, stepUpsFrom } from '../../../../lib/recognition/rights/needs.ts'

const need = (family: string, edition?: string, version?: string) => needOf('Microsoft', { family, edition, version })

test.each([
  ['Windows', 'Home', '11', false],
  ['Windows', 'Pro', '10', false],
  ['Windows', 'IoT Enterprise LTSC', '2021', false],
  ['Windows', 'Enterprise', '11', true],
  ['Windows', 'Education', '10', true],
  ['Windows', 'Enterprise LTSC', '2021', true],
  ['SQL Server', 'Express', undefined, false],
  ['SQL Server', 'Developer', undefined, false],
  ['SQL Server', 'Standard', '2019', true],
  ['Windows Storage Server', 'Standard', '2016', false],
  ['Office', 'Home and Business', '2019', true],
  ['Sketcher', undefined, undefined, true],
] as const)('%s %s %s is needed: %s', (family, edition, version, isNeeded) => {
  expect(need(family, edition, version).isNeeded).toBe(isNeeded)
})

const windowsServer = need('Windows Server', 'Standard', '2022')
const sqlServer = need('SQL Server', 'Enterprise', '2019')

test.each([
  ['16 cores a server', windowsServer, { cores: 4, processors: 1 }, 16],
  ['8 cores a processor', windowsServer, { cores: 12, processors: 4 }, 32],
  ['all cores', windowsServer, { cores: 48, processors: 2 }, 48],
  ['8 cores a virtual machine', windowsServer, { cores: 2, isVirtual: true }, 8],
  [
    '16 cores a server of before 2016, too',
    need('Windows Server', 'Standard', '2012 R2'),
    { cores: 8, processors: 1 },
    16,
  ],
  ['4 cores a processor', sqlServer, { cores: 6, processors: 2 }, 8],
  ['4 cores a virtual machine, whatever its sockets', sqlServer, { cores: 2, processors: 2, isVirtual: true }, 4],
  ['one processor, when nobody knows how many', sqlServer, { cores: 2 }, 4],
  ['all virtual cores', sqlServer, { cores: 12, isVirtual: true }, 12],
] as const)('cores: %s', (_, needed, facts, cores) => {
  expect(coresNeeded(needed, facts)).toBe(cores)
})

test('only Windows Server is licensed on the host of a virtual machine', () => {
  expect(windowsServer).toMatchObject({ metric: 'core', isLicensedOnHost: true })
  expect(sqlServer).toMatchObject({ metric: 'core', isLicensedOnHost: false })
})

test.each([
  ['Office', 'Professional Plus', '2019', ['Standard']],
  ['Windows Server', 'Datacenter', '2022', ['Standard']],
  ['SQL Server', 'Enterprise', '2019', ['Standard']],
  ['SQL Server', 'Enterprise', '2008', []],
  ['Office', 'Standard', '2019', []],
] as const)('a step-up license of %s %s %s lifts %j', (family, edition, version, editions) => {
  expect(stepUpsFrom('Microsoft', { family, edition, version })).toEqual(
    editions.map((lower) => ({ family, edition: lower, version })),
  )
})
