import * as z from 'zod'
import { packedDeviceKey } from '../../foundation/table/keys.ts'
import type { Said } from '../../positions/reconcile/read-facts.ts'
import type { Snapshot } from '../../positions/snapshot/snapshot-reader.ts'
import { Right } from '../../recognition/rights/rights.ts'
import { number, text, words } from './columns.ts'
import type { CountedLedger } from './count-families.ts'
import { type Sheet, sheetOf } from './sheet.ts'

const units = z.int()

const ofFamily = { publisher: z.string(), family: z.string(), familyId: z.string() }

/** Rows of the sheets beside the position. */
export const positionSheetSchemas = {
  coverage: z
    .array(
      z.strictObject({
        ...ofFamily,
        title: z.string(),
        entitlementId: z.string(),
        license: z.string().optional(),
        source: z.string().optional(),
        agreementNumber: z.string().optional(),
        licenseNumber: z.string().optional(),
        combinationId: z.string(),
        machines: units.optional().meta({ description: 'Of the combination.' }),
        quantity: units.meta({ description: 'Units of what is required that it covers.' }),
        rights: z.array(Right),
        endUnknown: z.boolean(),
      }),
    )
    .meta({ description: 'Which licenses cover which requirements, by which rights.' }),
  policies: z.array(z.strictObject({ policy: z.string(), isOn: z.boolean() })),
  exemptions: z
    .array(
      z.strictObject({
        deviceId: z.string(),
        device: z.string(),
        familyId: z.string().optional(),
        family: z.string().optional().meta({ description: 'Absent: all families.' }),
        reason: z.string(),
        until: z.string().optional(),
      }),
    )
    .meta({ description: 'Machines that are taken out of the requirements.' }),
  withoutData: z
    .array(
      z.strictObject({
        ...ofFamily,
        titles: z.array(z.string()),
        missing: z.string().optional(),
        machines: units,
      }),
    )
    .meta({ description: 'Machines of which something is missing, by what.' }),
}
type SheetRow<K extends keyof typeof positionSheetSchemas> = z.infer<(typeof positionSheetSchemas)[K]>[number]

const rightsShown = (rights: readonly Right[]): string => rights.map(words).join(', ')

/** What auditors ask for beside the position. */
export const positionSheets = async (
  snapshot: Snapshot,
  { families, titles }: CountedLedger,
  { policies, exemptions }: Pick<Said, 'policies' | 'exemptions'>,
): Promise<Sheet[]> => {
  const titleOf = new Map(titles.map(({ id, title }) => [id, title]))
  const coverage = families.flatMap(({ row, licenses, combinations, coverage: { rows } }) => {
    const licenseOf = new Map(licenses.map((license) => [license.id, license]))
    const combinationOf = new Map(combinations.map((one) => [one.id, one]))
    return rows.map(({ licenseId, combinationId, titleId, rights, quantity, isEndUnknown }): SheetRow<'coverage'> => {
      const { name: license, source, agreementNumber, licenseNumber } = licenseOf.get(licenseId) ?? {}
      const machines = combinationOf.get(combinationId)?.machines
      const of = {
        publisher: row.publisher,
        family: row.name,
        familyId: row.id,
        title: titleOf.get(titleId) ?? titleId,
      }
      const by = { entitlementId: licenseId, license, source, agreementNumber, licenseNumber }
      return { ...of, ...by, combinationId, machines, quantity, rights: [...rights], endUnknown: isEndUnknown }
    })
  })
  const lacking = families.flatMap(({ row, combinations }) =>
    combinations.flatMap(({ state, missing, machines, titles: own }): SheetRow<'withoutData'>[] => {
      if (state !== 'needs-data') return []
      const of = { publisher: row.publisher, family: row.name, familyId: row.id }
      return [{ ...of, titles: own.map((index) => titles[index]?.title ?? ''), missing, machines }]
    }),
  )
  const { day } = snapshot.manifest
  const counting = [...exemptions].flatMap(([key, some]) =>
    some.filter(({ until }) => until === undefined || day <= until).map((exemption) => ({ key, ...exemption })),
  )
  const devices = counting.length > 0 ? await snapshot.some({ table: 'devices', columns: ['id', 'name'] }) : []
  const deviceOf = new Map(devices.map((device) => [packedDeviceKey(device.id), device]))
  const nameOf = new Map(families.map(({ row }) => [row.id, `${row.publisher} ${row.name}`]))
  const exempt = counting.flatMap(({ key, familyId, reason, until }): SheetRow<'exemptions'>[] => {
    const device = deviceOf.get(key)
    if (!device) return []
    return [{ deviceId: device.id, device: device.name, familyId, family: nameOf.get(familyId ?? ''), reason, until }]
  })
  return [
    sheetOf('coverage', 'Coverage', coverage, [
      text('Title', 40, ({ title }) => title),
      text('Publisher', 20, ({ publisher }) => publisher),
      text('Family', 26, ({ family }) => family),
      number('Machines', 10, ({ machines }) => machines),
      text('License', 40, ({ license }) => license),
      text('Source', 18, ({ source }) => source && words(source)),
      text('Agreement number', 18, ({ agreementNumber }) => agreementNumber),
      text('License number', 18, ({ licenseNumber }) => licenseNumber),
      number('Quantity', 10, ({ quantity }) => quantity),
      text('Rights', 30, ({ rights }) => rightsShown(rights)),
      text('Flags', 14, ({ endUnknown }) => (endUnknown ? 'end unknown' : '')),
    ]),
    sheetOf(
      'policies',
      'Policies',
      Object.entries(policies).map(([policy, isOn]) => ({ policy, isOn })),
      [
        text('Policy', 24, ({ policy }) => policy.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)),
        text('Counts', 10, ({ isOn }) => (isOn ? 'yes' : 'no')),
      ],
    ),
    sheetOf('exemptions', 'Exemptions', exempt, [
      text('Device', 24, ({ device }) => device),
      text('Device id', 30, ({ deviceId }) => deviceId),
      text('Family', 30, ({ family, familyId }) => family ?? familyId ?? 'all'),
      text('Reason', 50, ({ reason }) => reason),
      text('Until', 12, ({ until }) => until),
    ]),
    sheetOf('withoutData', 'Machines without data', lacking, [
      text('Family', 30, ({ family }) => family),
      text('Publisher', 20, ({ publisher }) => publisher),
      text('Titles', 50, ({ titles: names }) => names.join('; ')),
      text('Not known', 12, ({ missing }) => missing),
      number('Machines', 10, ({ machines }) => machines),
    ]),
  ]
}
