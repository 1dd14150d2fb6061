/** A product as a volume license names it. */
export interface Product {
  productPool: 'Applications' | 'Systems' | 'Servers'
  productFamily: string
  version: string
  type: 'License' | 'Software Assurance' | 'License and Software Assurance' | 'Upgrade License'
}

const pool = (
  productPool: Product['productPool'],
  rows: readonly (readonly [productFamily: string, version: string, type: Product['type']])[],
): Product[] => rows.map(([productFamily, version, type]) => ({ productPool, productFamily, version, type }))

/** What the simulator's agreements license: products of Microsoft's volume licensing. */
export const products: readonly Product[] = [
  ...pool('Applications', [
    ['Office Standard', '2016', 'License'],
    ['Office Standard', '2019', 'License'],
    ['Office LTSC Standard', '2021', 'License'],
    ['Office Professional Plus', '2013', 'License'],
    ['Office Professional Plus', '2016', 'License'],
    ['Office Professional Plus', '2019', 'License and Software Assurance'],
    ['Office LTSC Professional Plus', '2021', 'License'],
    ['Office LTSC Professional Plus', '2024', 'License'],
    ['Project Standard', '2019', 'License'],
    ['Project Professional', '2016', 'License'],
    ['Project Professional', '2021', 'License and Software Assurance'],
    ['Visio Standard', '2019', 'License'],
    ['Visio Professional', '2016', 'License'],
    ['Visio Professional', '2021', 'License and Software Assurance'],
    ['Access', '2019', 'License'],
    ['Outlook', '2016', 'License'],
    ['Visual Studio Professional with MSDN', 'Non-specific', 'License and Software Assurance'],
    ['Visual Studio Enterprise with MSDN', 'Non-specific', 'Software Assurance'],
  ]),
  ...pool('Systems', [
    ['Windows Professional Upgrade', '7', 'Upgrade License'],
    ['Windows Professional Upgrade', '8.1', 'Upgrade License'],
    ['Windows Professional Upgrade', '10', 'Upgrade License'],
    ['Windows Enterprise Upgrade', '10', 'License and Software Assurance'],
    ['Windows Enterprise Upgrade', '11', 'License and Software Assurance'],
    ['Windows Enterprise LTSC Upgrade', '2021', 'Upgrade License'],
    ['Windows Virtual Desktop Access', 'Non-specific', 'Software Assurance'],
  ]),
  ...pool('Servers', [
    ['Windows Server - Standard', '2012 R2', 'License'],
    ['Windows Server - Standard Core', '2016', 'License'],
    ['Windows Server - Standard Core', '2019', 'License and Software Assurance'],
    ['Windows Server - Standard Core', '2022', 'License and Software Assurance'],
    ['Windows Server - Datacenter Core', '2022', 'License and Software Assurance'],
    ['Windows Server - Device CAL', '2019', 'License'],
    ['Windows Server - User CAL', '2022', 'License'],
    ['Windows Server Remote Desktop Services - User CAL', '2019', 'License'],
    ['SQL Server - Standard', '2017', 'License'],
    ['SQL Server - Standard Core', '2019', 'License and Software Assurance'],
    ['SQL Server - Enterprise Core', '2022', 'License and Software Assurance'],
    ['SQL Server - User CAL', '2019', 'License'],
    ['Exchange Server - Standard', '2019', 'License'],
    ['Exchange Server Standard - User CAL', '2019', 'License'],
    ['SharePoint Server', '2019', 'License'],
    ['Skype for Business Server', '2019', 'License'],
    ['System Center - Datacenter Core', '2022', 'License and Software Assurance'],
    ['Core CAL - User', 'Non-specific', 'Software Assurance'],
  ]),
]
