import { createHash } from 'node:crypto'
import { type Department, departments, type Software, sizes, software } from './tables.ts'

/** A Windows PC with what is installed on it. */
export interface Pc {
  /** A GUID, as Intune has them. */
  id: string
  name: string
  department: Department
  software: Software[]
  system: Software | undefined
}

/** What looks like chance, and is the same each time. */
export const draw = (about: string): string => createHash('sha256').update(`demo ${about}`).digest('hex')

export const guid = (about: string): string =>
  draw(about).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5')

const pcsOf = (department: Department): Pc[] =>
  Array.from({ length: sizes[department] }, (_, index) => {
    const name = `${department.slice(0, 3).toUpperCase()}-PC-${String(index + 1).padStart(3, '0')}`
    return { id: guid(name), name, department, software: [], system: undefined }
  })

/** The programs of which each PC has one as its operating system. */
const systems = 'windows'

/** Puts each of these programs on as many PCs as the table says, and no two of them on one. */
const install = (pcs: readonly Pc[], department: Department, choice: string, programs: readonly Software[]): void => {
  const drawn = new Map(pcs.map((pc) => [pc, draw(`${choice} ${pc.name}`)]))
  const left = pcs.toSorted((one, other) => ((drawn.get(one) ?? '') < (drawn.get(other) ?? '') ? -1 : 1))
  for (const program of programs)
    for (const pc of left.splice(0, program[department]))
      if (choice === systems) pc.system = program
      else pc.software.push(program)
}

const choices = Map.groupBy(software, ({ choice, name }) => choice || name)

/** All PCs, the same each time. */
export const makePcs = (): Pc[] =>
  departments.flatMap((department) => {
    const pcs = pcsOf(department)
    for (const [choice, programs] of choices) install(pcs, department, choice, programs)
    return pcs
  })
