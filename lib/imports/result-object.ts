/** Everything that an import keeps in the bucket lies in a folder of its own. */
export const resultObject = (importId: string, file: 'errors.csv' | 'left.csv' | 'source.csv'): string =>
  `results/imports/${importId}/${file}`
