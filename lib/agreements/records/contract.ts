import * as z from 'zod'
import { contractKey, statementEntitlements } from '../../foundation/table/keys.ts'
import { known } from '../../foundation/table/known.ts'
import { type Item, queryAll, type Table } from '../../foundation/table/table.ts'
import type { AgreementNumberPair } from './pair.ts'
import { type PairSaid, type StoredPair, saidOf } from './stored-pair.ts'

/** What a contracts file says of a License ID: a number of a pair. What the file does not tell is absent. */
export const Contract = z.object({
  licenseId: z.string(),
  status: z.enum(['valid', 'expired']),
  program: z.string().optional(),
  organization: z.string().optional(),
  endDate: z.string().optional(),
})
export type Contract = z.infer<typeof Contract>

export const StoredContract = Contract.extend({
  importId: z.string().optional(),
  /** When its file came. */
  at: z.string(),
})
export type StoredContract = z.infer<typeof StoredContract>

export type ContractsById = ReadonlyMap<string, StoredContract>

const isContract = ({ pk }: Item): boolean => pk === contractKey('').pk

/** Contracts by License ID in upper case. @param items others too */
export const contractsById = (items: readonly Item[]): ContractsById =>
  new Map(
    items
      .filter(isContract)
      .flatMap(known((item) => StoredContract.parse(item)))
      .map((contract) => [contract.licenseId.toUpperCase(), contract]),
  )

/** Where contracts of some pairs stand. */
export const contractKeysOf = (pairs: readonly AgreementNumberPair[]) =>
  [...new Set(pairs.flatMap((pair) => [pair.licenseNumber, pair.agreementNumber].map((id) => id.toUpperCase())))].map(
    contractKey,
  )

export const readContracts = async (table: Table): Promise<ContractsById> =>
  contractsById(await queryAll(table, { partition: statementEntitlements('contracts') }))

/** A License ID may be that of the parent agreement: what is said of the license itself goes first. */
export const contractOf = ({ agreementNumber, licenseNumber }: AgreementNumberPair, contracts: ContractsById) =>
  contracts.get(licenseNumber.toUpperCase()) ?? contracts.get(agreementNumber.toUpperCase())

export const ValidatedBy = z.enum(['lookup', 'file'])

type Answered = AgreementNumberPair & PairSaid & Pick<StoredPair, 'answeredAt'>

/** Whether a contracts file is newer than the answer of the last look-up that is stored with a pair. */
export const isOvertaken = (pair: Answered, contract: StoredContract | undefined): contract is StoredContract =>
  contract !== undefined && contract.at > (pair.answeredAt ?? '')

/** What is known of a pair: the newer of the look-up's answer and what a file says. Nothing is taken off that it lacks. */
export const validationOf = (pair: Answered, contracts: ContractsById) => {
  const contract = contractOf(pair, contracts)
  const said = saidOf(pair)
  if (!isOvertaken(pair, contract))
    return { ...said, validatedBy: pair.answeredAt === undefined ? undefined : ('lookup' as const), at: undefined }
  const { status, program = said.program, organization = said.organization, endDate = said.endDate, at } = contract
  return { status, program, organization, startDate: said.startDate, endDate, validatedBy: 'file' as const, at }
}
