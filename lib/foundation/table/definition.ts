/**
 * The table, as deployed and as tests create it. Attributes that lists show, or that tell which items to read, are
 * projected into all indexes: at most 20, and 100 in sum over indexes. What changes with every report is read from the
 * device.
 */
export const tableDefinition = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAt',
  indexes: [
    { name: 'gsi1', partitionKey: 'gsi1pk', sortKey: 'gsiSk' },
    { name: 'gsi2', partitionKey: 'gsi2pk', sortKey: 'gsiSk' },
    { name: 'gsi3', partitionKey: 'gsi3pk', sortKey: 'gsi3Sk' },
  ],
  projected: [
    'id',
    'type',
    'name',
    'groupId',
    'program',
    'pairCount',
    'publisher',
    'productTitle',
    'licenseCount',
    'startDate',
    'endDate',
    'version',
    'createdAt',
    'updatedAt',
  ],
} as const

export type IndexName = (typeof tableDefinition.indexes)[number]['name']
