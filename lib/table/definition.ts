/**
 * The single table as it is deployed and as the local stack and the tests create it.
 * Every attribute that a list shows is projected into both indexes, and no more.
 */
export const tableDefinition = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAt',
  indexes: [
    { name: 'gsi1', partitionKey: 'gsi1pk', sortKey: 'gsiSk' },
    { name: 'gsi2', partitionKey: 'gsi2pk', sortKey: 'gsiSk' },
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
    'titleId',
    'licenseCount',
    'startDate',
    'endDate',
    'title',
    'licensable',
    'installed',
    'source',
    'reportedAt',
    'counted',
    'softwareCount',
    'linkedTo',
    'version',
    'createdAt',
    'updatedAt',
  ],
} as const

export type IndexName = (typeof tableDefinition.indexes)[number]['name']
