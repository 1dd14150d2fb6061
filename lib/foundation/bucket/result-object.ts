import type { FileType } from '../../work/imports/file-name.ts'

/** Everything that an import keeps in the bucket lies in a folder of its own. */
export const resultObject = (importId: string, file: 'errors.csv' | 'left.csv' | `source.${FileType}`): string =>
  `results/imports/${importId}/${file}`
