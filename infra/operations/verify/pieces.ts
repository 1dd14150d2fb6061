/** Items that are read by key at once; `getMany` asks for four batches of 100 side by side. */
const piece = 400

export const piecesOf = <T>(members: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(members.length / piece) }, (_, index) =>
    members.slice(index * piece, (index + 1) * piece),
  )
