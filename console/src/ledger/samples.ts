/** Small files of each kind, as docs/files.md describes them, to begin with. */
export const samples = {
  inventory: {
    name: 'inventory.csv',
    content: [
      'deviceId,deviceName,publisher,title,version',
      'PC-1,Reception,Adobe Inc.,Adobe Acrobat 2020,20.005.30331',
      'PC-1,Reception,Microsoft Corporation,Microsoft Office Professional Plus 2019 - en-us,16.0.10416',
      'PC-2,Studio,Adobe,Adobe Acrobat 2020 (64-bit),20.004.30006',
    ],
  },
  agreements: {
    name: 'agreements.csv',
    content: ['01-07001,01-07001,Office agreements', 'A1,L1,Windows agreements'],
  },
  entitlements: {
    name: 'license-summary.csv',
    content: [
      'Product family,Version,Product pool,Type,Effective quantity,Active SA quantity,License ID',
      'Office Professional Plus,2019,Applications,License,10,0,01-07001',
    ],
  },
} as const
