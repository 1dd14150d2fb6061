import { describe, expect, it, test } from 'vitest'
import { operatingSystemOf, systemAfter } from '../../../lib/inventory/names/operating-systems.ts'
import { recognizer } from '../../../lib/recognition/products/recognize.ts'

const recognize = recognizer()

const cases: [name: string, version: string, edition: string, title: string | undefined, product?: string][] = [
  // Intune
  ['Windows', '10.0.22631.4317', 'Enterprise', 'Windows 11 Enterprise', 'Windows/Enterprise/11'],
  ['Windows', '10.0.22631.4317', '', 'Windows 11', 'Windows/?/11'],
  ['Windows', '10.0.19045.5011', 'Pro', 'Windows 10 Pro', 'Windows/Pro/10'],
  ['Windows', '10.0.26100.1', '48', 'Windows 11 Pro', 'Windows/Pro/11'],
  ['Windows', '10.0.19044.1', '125', 'Windows 10 Enterprise LTSC 2021', 'Windows/Enterprise LTSC/2021'],
  ['Windows', '10.0.26100.1', '191', 'Windows 11 IoT Enterprise LTSC 2024', 'Windows/IoT Enterprise LTSC/2024'],
  ['Windows', '10.0.22631.1', 'EnterpriseN', 'Windows 11 Enterprise N', 'Windows/Enterprise N/11'],
  [
    'Windows',
    '10.0.22631.1',
    'CoreSingleLanguage',
    'Windows 11 Home Single Language',
    'Windows/Home Single Language/11',
  ],
  ['Windows', '10.0.19045.1', '175', 'Windows 10 Enterprise multi-session', 'Windows/Enterprise multi-session/10'],
  ['Windows', '10.0.19045.1', '0', 'Windows 10', 'Windows/?/10'],
  ['Windows 10.0.19045', '', 'Education', 'Windows 10 Education', 'Windows/Education/10'],
  ['Windows', '', 'Enterprise', undefined],
  ['Windows', '10.0.99999.1', 'Enterprise', undefined],
  // Captions of WMI, in several languages
  ['Microsoft Windows 11 Enterprise', '10.0.22631', '', 'Windows 11 Enterprise', 'Windows/Enterprise/11'],
  ['Microsoft Windows 10 Pro', '10.0.22631', '', 'Windows 11 Pro', 'Windows/Pro/11'],
  [
    'Microsoft Windows 10 Enterprise LTSC',
    '10.0.17763',
    '',
    'Windows 10 Enterprise LTSC 2019',
    'Windows/Enterprise LTSC/2019',
  ],
  [
    'Microsoft Windows 10 Enterprise 2016 LTSB',
    '10.0.14393',
    '',
    'Windows 10 Enterprise 2016 LTSB',
    'Windows/Enterprise LTSC/2016',
  ],
  ['Microsoft Windows 10 Entreprise', '10.0.19045', '', 'Windows 10 Entreprise', 'Windows/Enterprise/10'],
  ['Microsoft Windows 11 Professionnel', '10.0.22631', '', 'Windows 11 Professionnel', 'Windows/Pro/11'],
  ['Microsoft Windows 11 Famille', '10.0.22631', '', 'Windows 11 Famille', 'Windows/Home/11'],
  ['Microsoft Windows 11 Домашняя', '10.0.22631', '', 'Windows 11 Домашняя', 'Windows/Home/11'],
  ['Microsoft Windows 10 Education', '10.0.19045', '', 'Windows 10 Education', 'Windows/Education/10'],
  ['Microsoft Windows 11 Корпоративная', '10.0.22631', '', 'Windows 11 Корпоративная', 'Windows/Enterprise/11'],
  [
    'Microsoft Windows 11 Pro for Workstations',
    '10.0.22631',
    '',
    'Windows 11 Pro for Workstations',
    'Windows/Pro for Workstations/11',
  ],
  ['Microsoft® Windows Vista™ Business', '6.0.6002', '', 'Windows Vista Business', 'Windows/Business/Vista'],
  ['Microsoft Windows 7 Professional Service Pack 1', '6.1.7601', '', 'Windows 7 Professional', 'Windows/Pro/7'],
  ['Microsoft Windows 8.1', '6.3.9600', '48', 'Windows 8.1 Pro', 'Windows/Pro/8.1'],
  ['Microsoft Windows 8.1', '6.3.9600', '4', 'Windows 8.1 Enterprise', 'Windows/Enterprise/8.1'],
  [
    'Microsoft Windows Server 2022 Standard',
    '10.0.20348',
    '',
    'Windows Server 2022 Standard',
    'Windows Server/Standard/2022',
  ],
  [
    'Microsoft Windows Server 2012 R2 Datacenter',
    '6.3.9600',
    '',
    'Windows Server 2012 R2 Datacenter',
    'Windows Server/Datacenter/2012 R2',
  ],
  [
    'Microsoft Windows Server 2019 Standard Evaluation',
    '10.0.17763',
    '',
    'Windows Server 2019 Standard Evaluation',
    'Windows Server/Standard Evaluation/',
  ],
  [
    'Microsoft Windows Server 2022 Datacenter Azure Edition',
    '',
    '',
    'Windows Server 2022 Datacenter Azure Edition',
    'Windows Server/Datacenter Azure Edition/2022',
  ],
  ['Microsoft Windows Server Datacenter', '10.0.17134', '', 'Windows Server Datacenter', 'Windows Server/Datacenter/'],
  ['Microsoft Hyper-V Server 2019', '10.0.17763', '42', 'Hyper-V Server 2019', 'Hyper-V Server//'],
  // Configuration Manager
  ['Microsoft Windows NT Workstation 10.0', '10.0.19045', '', 'Windows 10', 'Windows/?/10'],
  [
    'Microsoft Windows NT Workstation 10.0 (Tablet Edition)',
    '10.0.22631',
    '4',
    'Windows 11 Enterprise',
    'Windows/Enterprise/11',
  ],
  ['Microsoft Windows NT Workstation 6.1', '', '', 'Windows 7', 'Windows/?/7'],
  ['Microsoft Windows NT Advanced Server 10.0', '10.0.17763', '', 'Windows Server 2019', 'Windows Server/?/2019'],
  ['Microsoft Windows NT Server 6.3', '', '7', 'Windows Server 2012 R2 Standard', 'Windows Server/Standard/2012 R2'],
  ['Microsoft Windows NT Server 10.0', '', '', 'Windows Server', 'Windows Server/?/'],
  // Defender, Lansweeper, others
  ['Windows11', '', '', 'Windows 11', 'Windows/?/11'],
  ['Windows10WVD', '', '', 'Windows 10 Enterprise multi-session', 'Windows/Enterprise multi-session/10'],
  ['WindowsServer2012R2', '', '', 'Windows Server 2012 R2', 'Windows Server/?/2012 R2'],
  ['Win 10', '10.0.19045', '', 'Windows 10', 'Windows/?/10'],
  ['Win 2019', '', '', 'Windows Server 2019', 'Windows Server/?/2019'],
  ['Windows 11 Pro 23H2 (64-bit)', '', '', 'Windows 11 Pro', 'Windows/Pro/11'],
  ['Windows', '10.0.20348.1', '', 'Windows Server 2022', 'Windows Server/?/2022'],
  [
    'Microsoft Windows 11 Enterprise 10.0.22631',
    'Microsoft Windows 11 Enterprise 10.0.22631',
    '',
    'Windows 11 Enterprise',
    'Windows/Enterprise/11',
  ],
  ['', '10.0.20348', '8', undefined],
  ['macOS', '14.1', '', undefined],
  ['Ubuntu 22.04', '', '', undefined],
]

describe('An operating system', () => {
  test.each(cases)('%s %s %s is %s', (name, version, edition, title, product) => {
    const system = operatingSystemOf({ name, version, editions: [edition] })
    expect(system?.title).toBe(title)
    if (title === undefined) return
    const {
      family,
      edition: known = '',
      version: number = '',
    } = recognize({ publisher: 'Microsoft', title }).product ?? {}
    expect([family, known, number].join('/')).toBe(product)
  })

  it('has the build as its version: updates within it change nothing', () => {
    const versionOf = (version: string) => operatingSystemOf({ name: 'Windows 11', version, editions: [] })?.version
    expect(
      ['10.0.22631.4317', 'Windows 11 Pro 10.0.22631', '10.0.22631', '22631.4317', '22631', '23H2', ''].map(versionOf),
    ).toEqual([...['10.0.22631', '10.0.22631', '10.0.22631', '22631', '22631', '23H2', '']])
  })

  it('of an earlier report stays when a report says less of it, and not when it says something else', () => {
    const before = { title: 'Windows 11 Enterprise', version: '10.0.22621' }
    expect(systemAfter(before, undefined)).toBe(before)
    expect(systemAfter(undefined, undefined)).toBeUndefined()
    expect(systemAfter(before, { title: 'Windows 11', version: '10.0.22631' })).toEqual({
      title: 'Windows 11 Enterprise',
      version: '10.0.22631',
    })
    expect(systemAfter(before, { title: 'Windows 11', version: '' })).toEqual(before)
    const others = ['Windows 11 Pro', 'Windows 10', 'Windows Server 2022'].map((title) => ({ title, version: '' }))
    for (const other of others) expect(systemAfter(before, other)).toBe(other)
  })
})
