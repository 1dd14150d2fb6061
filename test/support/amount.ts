/**
 * How much a long test tries: random cases, kills, or steps between places of a crash. `npm run test:faults` tries all,
 * other runs a sample.
 */
export const amountOf = (sample: number, all: number): number => (process.env.FAULTS === 'all' ? all : sample)
