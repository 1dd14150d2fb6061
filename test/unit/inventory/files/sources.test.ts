import { describe, expect, it } from 'vitest'
import { WrongFile } from '../../../../lib/foundation/files/sheet.ts'
import type { InventoryOptions } from '../../../../lib/inventory/files/read-inventory.ts'
import { csv, intuneHeadings, readAll } from '../../../support/inventory-files.ts'

const only = async (content: string, options: InventoryOptions = {}) => {
  const { source, rows, faults } = await readAll(content, options)
  expect(faults).toEqual([])
  expect(rows).toHaveLength(1)
  const { line: _, ...row } = rows[0] ?? { line: 0 }
  return { source, ...row }
}
const refusalOf = async (content: string, options: InventoryOptions = {}) => {
  const error = await readAll(content, options).catch((thrown: unknown) => thrown)
  if (error instanceof WrongFile) return error
  throw new Error('It was read.')
}

const office = { publisher: 'Microsoft', title: 'Office', version: '16.0.1' }
const windows11 = { operatingSystem: { title: 'Windows 11', version: '10.0.22631' } }
const pc = { deviceId: '1a-2b', deviceName: 'PC-1' }

describe('a file of Intune', () => {
  const cells =
    'K1,Office,Microsoft,16.0,16.0.1,1a-2b,PC-1,ada@contoso.com,Windows 11,10.0.22631,Windows,U-77,Ada Lovelace'

  it('AppInvRawData is recognized', async () => {
    expect(await only(csv(`\ufeff${intuneHeadings}`, cells))).toEqual({
      source: 'intune-raw-data',
      ...pc,
      ...office,
      ...windows11,
    })
  })

  it('AppInvByDevice is recognized', async () => {
    const content = csv(`ApplicationId,${intuneHeadings}`.replace('ApplicationKey,', ''), cells)
    expect(await only(content)).toEqual({ source: 'intune-by-device', ...pc, ...office, ...windows11 })
  })

  it('older and other headings are recognized, in any order and beside others', async () => {
    const content = csv(
      'Platform;extra;Device name;Application version;APPLICATION NAME;Application publisher;Device ID',
      'Windows;x;PC-1;16.0.1;Office;Microsoft;1a-2b',
    )
    expect(await only(content)).toEqual({ source: 'intune', ...pc, ...office })
  })

  it('the plain column counts before the localized one', async () => {
    const content = csv(
      'Platform_loc\tPlatform\tApplicationName_loc\tDeviceId\tDeviceName_loc\tApplicationName\tApplicationPublisher_loc',
      'Fenster\tWindows\tBüro\t1a-2b\tPC-1\tOffice\tMicrosoft',
      'Windows\t\tBüro\t1a-2b\t\t\t',
    )
    const { rows, skipped } = await readAll(content)
    expect(skipped).toBe(0)
    expect(rows).toMatchObject([
      { ...pc, title: 'Office', publisher: 'Microsoft' },
      { deviceId: '1a-2b', deviceName: '1a-2b', title: 'Büro', publisher: '' },
    ])
  })

  it('the short version counts when there is no other', async () => {
    expect(await only(csv(intuneHeadings, 'K,Office,,16.0,,1a-2b,,,,,,,'))).toMatchObject({ version: '16.0' })
  })
})

describe('a file of Configuration Manager', () => {
  it('the report has names for ids of devices', async () => {
    const content = csv(
      'Installed software on a computer',
      '',
      'Computer Name,ARP Display Name,Product Name,Publisher,Version,Installed Location,Install Date,Install Source,Last Inventory Scan',
      'PC-1,Office,Office Product,Microsoft,16.0.1,"C:\\Program Files\\x",1/2/2020,,5/31/2024 1:05:00 PM',
      'PC-1,,Visio,,,,,,',
    )
    const { source, rows } = await readAll(content)
    expect(source).toBe('configmgr-report')
    expect(rows).toEqual([
      { line: 4, deviceId: 'PC-1', deviceName: 'PC-1', ...office, reportedAt: '2024-05-31T13:05:00.000Z' },
      { line: 5, deviceId: 'PC-1', deviceName: 'PC-1', title: 'Visio', publisher: '', version: '' },
    ])
  })

  it('the view may have a column of names', async () => {
    const headings = 'DisplayName0,Version0,Publisher0,ProdID0,InstallDate0,ResourceID'
    const cells = 'Office,16.0.1,Microsoft,{1},20200102,16777220'
    const numbered = { source: 'configmgr-view', deviceId: '16777220', ...office }
    expect(await only(csv(headings, cells))).toEqual({ ...numbered, deviceName: '16777220' })
    for (const heading of ['Name0', 'Netbios_Name0', 'Computer Name'])
      expect(await only(csv(`${headings},${heading}`, `${cells},PC-1`))).toEqual({ ...numbered, deviceName: 'PC-1' })
  })
})

describe('a file of osquery', () => {
  const headings =
    'name,version,install_location,install_source,language,publisher,uninstall_string,install_date,identifying_number'
  const cells = 'Office,16.0.1,C:\\,,1033,Microsoft,"msiexec /x",20200102,{9-9}'

  it.each([
    ['host_identifier,hostname', 'H-1,PC-1', { deviceId: 'H-1', deviceName: 'PC-1' }],
    ['hostname', 'PC-1', { deviceId: 'PC-1', deviceName: 'PC-1' }],
    ['hostIdentifier', 'H-1', { deviceId: 'H-1', deviceName: 'H-1' }],
    ['computer_name,hardware_serial', 'PC-1,SER-1', { deviceId: 'PC-1', deviceName: 'PC-1' }],
  ])('hosts are read from %s', async (columns, host, device) => {
    expect(await only(csv(`${headings},${columns}`, `${cells},${host}`))).toEqual({
      source: 'osquery',
      ...device,
      ...office,
    })
  })

  it('headings may have the prefixes of fleet tools', async () => {
    const content = csv('hostIdentifier,columns.name,columns_version,columns.publisher', 'H-1,Office,16.0.1,Microsoft')
    expect(await only(content)).toMatchObject({ source: 'osquery', deviceId: 'H-1', ...office })
  })

  it('the option names the device of a file without hosts', async () => {
    const content = csv(headings, cells)
    const device = { deviceId: 'H-7', deviceName: 'H-7' }
    expect(await only(content, { deviceId: 'H-7' })).toEqual({ source: 'osquery', ...device, ...office })
    expect(await refusalOf(content)).toMatchObject({
      code: 'missing-option',
      message: expect.stringMatching(/osquery programs.*device-id.*deviceId/),
    })
  })

  it('hosts count before the option', async () => {
    const content = csv(`${headings},hostname`, `${cells},PC-1`)
    expect(await only(content, { deviceId: 'H-7' })).toMatchObject({ deviceId: 'PC-1' })
  })
})

describe('a file of OCS Inventory', () => {
  const headings = '"Publisher";"Name";"Version";"Installation date";'

  it('the option names the device, quotes may be single, and rows may end in a separator', async () => {
    const content = csv(
      headings,
      '"Microsoft";"Office";"16.0.1";"2020-01-02";',
      '"Foo";"Foo "Bar" 1.0";"1";"";',
      '"Foo";"Foo "Bar"";"1";"";',
      '"Foo";"Foo; bar, baz 24" wide";"1";"";',
      '"Foo";"Foo "a";"b"";"1";"";',
      '"Foo";"Last";"1";"";',
    )
    const { source, rows, faults } = await readAll(content, { deviceId: 'PC-9' })
    expect(source).toBe('ocs')
    expect(rows[0]).toEqual({ line: 2, deviceId: 'PC-9', deviceName: 'PC-9', ...office })
    expect(rows.map(({ title }) => title)).toEqual([
      'Office',
      'Foo "Bar" 1.0',
      'Foo "Bar"',
      'Foo; bar, baz 24" wide',
      'Last',
    ])
    expect(faults).toMatchObject([{ line: 6, code: 'unclosed-quote' }])
  })

  it('a row that lost a cell is an error: its publisher would be taken for its name', async () => {
    const { rows, faults } = await readAll(
      csv(
        'Publisher;Name;Version;Comments;Installation date;',
        '"Contoso Ltd.";"Draw Studio 2024";"24.1";"";"2024-01-01";',
        '"Widget CAD 2019";"19.1";"";"2024-01-01";',
      ),
      { deviceId: 'PC-9' },
    )
    expect(rows.map(({ title }) => title)).toEqual(['Draw Studio 2024'])
    expect(faults).toMatchObject([{ line: 3, code: 'column-count' }])
  })

  it('the option is needed', async () => {
    expect(await refusalOf(csv(headings, '"a";"b";"c";"";'))).toMatchObject({ code: 'missing-option' })
  })
})

describe('a file of other tools', () => {
  it('the software inventory of Defender has devices, and only Windows counts', async () => {
    const headings =
      'deviceId,rbacGroupId,rbacGroupName,deviceName,osPlatform,softwareVendor,softwareName,softwareVersion,numberOfWeaknesses,diskPaths,registryPaths,softwareFirstSeenTimestamp,endOfSupportStatus,endOfSupportDate'
    const row = (platform: string) =>
      `1a-2b,7,All,PC-1,${platform},Microsoft,Office,16.0.1,0,"[""C:\\x""]",[],2024-01-01 10:00:00,,`
    const { source, rows, skipped } = await readAll(csv(headings, row('Windows11'), row('Linux')))
    expect([source, skipped]).toEqual(['defender', 1])
    expect(rows).toEqual([{ line: 2, ...pc, ...office, operatingSystem: { title: 'Windows 11', version: '' } }])
  })

  it('the software report of Lansweeper has assets, and no users', async () => {
    const headings =
      'AssetID;AssetName;Domain;AssetType;Username;Userdomain;IPAddress;Software;Version;Publisher;Lastseen;Lasttried'
    const content = csv(
      headings,
      '17;PC-1;CONTOSO;Windows;ada;CONTOSO;10.0.0.1;Office;16.0.1;Microsoft;5/31/2024 1:05:00 PM;',
      '18;switch;CONTOSO;Switch;;;10.0.0.2;IOS;15;Cisco;;',
    )
    const { source, rows, skipped } = await readAll(content)
    expect([source, skipped]).toEqual(['lansweeper', 1])
    expect(rows).toEqual([
      { line: 2, deviceId: '17', deviceName: 'PC-1', ...office, reportedAt: '2024-05-31T13:05:00.000Z' },
    ])
  })

  it('the uninstall keys that PowerShell lists are of one device or of several, and some hold no program', async () => {
    const names = '"DisplayName","DisplayVersion","Publisher","InstallDate"'
    const key = '"Office","16.0.1","Microsoft","20200102"'
    const content = csv('#TYPE Selected.System.Management.Automation.PSCustomObject', names, key, ',,"Microsoft",')
    const { source, rows, skipped } = await readAll(content, { deviceId: 'PC-9' })
    expect([source, skipped]).toEqual(['registry', 1])
    expect(rows).toEqual([{ line: 3, deviceId: 'PC-9', deviceName: 'PC-9', ...office }])
    expect(await refusalOf(content)).toMatchObject({ code: 'missing-option' })
    const device = { deviceId: 'PC-1', deviceName: 'PC-1' }
    for (const heading of ['PSComputerName', 'Computer Name'])
      expect(await only(csv(`"${heading}",${names}`, `"PC-1",${key}`))).toEqual({ source, ...device, ...office })
  })

  it.each([
    'ApplicationKey,ApplicationId,ApplicationName,ApplicationPublisher,ApplicationVersion,DeviceCount,Platform',
    'Application name,Application publisher,Application version,Device count,Platform',
    'Software;Version;Publisher;Total',
    'Name,Version,Probability of exploit,Hosts,Bundle identifier',
  ])('%s count devices and name none: the file is refused, and says which export does', async (headings) => {
    for (const deviceId of [undefined, 'PC-9']) {
      const error = await refusalOf(
        csv('Discovered apps', headings, 'a,b,c'),
        deviceId === undefined ? {} : { deviceId },
      )
      expect(error).toMatchObject({
        code: 'unknown-columns',
        message: expect.stringMatching(/counts devices and names none.*AppInvRawData.*AssetID.*Fleet/),
      })
    }
  })
})

describe('a generic file', () => {
  it('devices, titles and times are read', async () => {
    const content = csv(
      'reportedAt,version,title,publisher,deviceName,deviceId',
      '2024-05-31T15:05:00+02:00,16.0.1,Office,Microsoft,PC-1,1a-2b',
    )
    expect(await only(content)).toEqual({ source: 'generic', ...pc, ...office, reportedAt: '2024-05-31T13:05:00.000Z' })
  })

  it('only devices and titles are needed, and the device can be an option', async () => {
    expect(await only(csv('deviceId,title', 'd,Office'))).toMatchObject({ deviceName: 'd', publisher: '', version: '' })
    expect(await only(csv('title', 'Office'), { deviceId: 'd' })).toMatchObject({ deviceId: 'd' })
    expect(await refusalOf(csv('title,publisher', 'Office,x'))).toMatchObject({ code: 'unknown-columns' })
  })
})

describe('a file with other columns', () => {
  it('it is refused, and the message says which columns were found and expected', async () => {
    const { code, message } = await refusalOf(
      csv('List', 'ApplicationName,DeviceCount,ada@contoso.com,5551234', 'a,1,,'),
    )
    expect(code).toBe('unknown-columns')
    expect(message).toContain('Found: ApplicationName, DeviceCount, …, ….')
    for (const expected of [
      'Intune AppInvRawData (DeviceId, DeviceName, ',
      'Configuration Manager report (Computer Name, ',
      'Configuration Manager view (ResourceID, ',
      'osquery programs (host_identifier, ',
      'OCS Inventory (Publisher, Name, Version)',
      'generic (deviceId, deviceName, publisher, title, version, ',
    ])
      expect(message).toContain(expected)
  })

  it.each([
    ['of a license statement', 'Name,Publisher,Version,Language,EffectiveQuantity'],
    ['that an option would make one device of many', 'ApplicationName,DeviceName'],
  ])('%s are not headings of any source', async (_, headings) => {
    expect(await refusalOf(csv(headings, 'a,b'), { deviceId: 'x' })).toMatchObject({ code: 'unknown-columns' })
  })

  it('rows that are one quoted cell are the reason, and a line that tells the separator is none', async () => {
    const { code, message } = await refusalOf(csv('"deviceId,title"', '"d,Office"'))
    expect([code, message]).toEqual(['unknown-columns', expect.stringMatching(/^Each row is one quoted cell/)])
    expect(await only(csv('sep=;', 'deviceId;title', 'd;Office'))).toMatchObject({ title: 'Office' })
  })

  it('headings must be within the first 50 lines', async () => {
    const above = (count: number) => csv(...Array.from({ length: count }, () => 'x'), 'deviceId,title', 'd,Office')
    expect((await readAll(above(49))).rows).toMatchObject([{ line: 51 }])
    expect(await refusalOf(above(50))).toMatchObject({ code: 'unknown-columns' })
  })
})

describe('the operating system of a device is read', () => {
  it.each([
    [
      'Intune',
      'ApplicationKey,ApplicationName,DeviceId,OSDescription,OSVersion,SkuFamily,SkuNumber,Platform',
      'K,Office,d,Windows,10.0.26100.4061,Pro,48,Windows',
      'Windows 11 Pro',
    ],
    [
      'Intune, whose number of the edition is 0',
      'ApplicationKey,ApplicationName,DeviceId,OSVersion,SkuFamily,SkuNumber,Platform',
      'K,Office,d,10.0.26100.4061,Enterprise,0,Windows',
      'Windows 11 Enterprise',
    ],
    [
      'a view of Configuration Manager',
      'ResourceID,DisplayName0,Version0,Caption0,BuildNumber0',
      '7,Office,16,Microsoft Windows Server 2022 Standard,20348',
      'Windows Server 2022 Standard',
    ],
    [
      'a report of Configuration Manager',
      'Computer Name,Product Name,Operating_System_Name_and0,Build01',
      'PC,Office,Microsoft Windows NT Workstation 10.0,10.0.19045',
      'Windows 10',
    ],
    [
      'osquery',
      'hostname,name,version,publisher,os_name,os_version,os_build',
      'pc,Office,16,Microsoft,Microsoft Windows 11 Enterprise,10.0.22631,22631',
      'Windows 11 Enterprise',
    ],
    [
      'Fleet',
      'hostname,name,version,publisher,os_version',
      'pc,Office,16,Microsoft,Windows 11 Enterprise 10.0.22631',
      'Windows 11 Enterprise',
    ],
    [
      'Lansweeper',
      'AssetID,AssetName,AssetType,Software,OSname,OScode',
      '7,pc,Windows,Office,Win 2019,10.0.17763',
      'Windows Server 2019',
    ],
    [
      'PowerShell',
      'PSComputerName,DisplayName,DisplayVersion,Publisher,Caption,OperatingSystemSKU',
      'pc,Office,16,Microsoft,Microsoft Windows 10 Enterprise LTSC,125',
      'Windows 10 Enterprise LTSC',
    ],
    [
      'the generic form',
      'deviceId,title,operatingSystem,osVersion,osEdition',
      'pc,Office,Windows,10.0.22631,Education',
      'Windows 11 Education',
    ],
  ])('of %s', async (_, headings, cells, title) => {
    expect(await only(csv(headings, cells))).toMatchObject({ title: 'Office', operatingSystem: { title } })
  })

  it('and left out where the file does not say it', async () => {
    expect(await only(csv('deviceId,title', 'pc,Office'))).not.toHaveProperty('operatingSystem')
    expect(await only(csv('deviceId,title,operatingSystem', 'pc,Office,'))).not.toHaveProperty('operatingSystem')
  })
})
