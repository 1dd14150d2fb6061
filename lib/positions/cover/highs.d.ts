/** The package's types describe its CommonJS build alone, whose default export lies one `default` deeper. */
declare module 'highs' {
  import type { Highs } from 'highs/legacy-types'
  export default function load(): Promise<Highs>
}
