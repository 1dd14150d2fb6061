import { text } from '../../texts/en/positions.ts'
import { words } from '../../texts/en/words.ts'
import { Button } from '../../ui/button.tsx'
import { Filter } from '../../ui/filter.tsx'
import { Bar } from '../../ui/page.tsx'
import { SearchInput } from '../../ui/search-input.tsx'
import { hasFilters, type Search, textOf, usePositionSearch, valuesOf, withoutFilters } from './search.ts'

type FilterName = 'publisher' | 'status' | 'kind' | 'metric' | 'has'

/** What values of filters are called; a publisher is called what it is. */
const namesOf: Record<FilterName, (view: string | undefined) => Record<string, string>> = {
  publisher: () => ({}),
  status: (view) => (view === 'titles' ? words.titleStatus : words.familyStatus),
  kind: () => words.titleKind,
  metric: () => words.metric,
  has: () => text.hasWords,
}

const labels: Record<FilterName, string> = {
  publisher: text.publisher,
  status: text.status,
  kind: text.kind,
  metric: text.metric,
  has: text.has,
}

type Facets = Partial<Record<FilterName, Record<string, number>>>

interface FiltersProps {
  names: readonly FilterName[]
  facets: Facets | undefined
}

export const Filters = ({ names, facets }: FiltersProps) => {
  const { search, ask } = usePositionSearch()
  const optionsOf = (name: FilterName) => {
    const called = namesOf[name](search.view)
    return Object.entries(facets?.[name] ?? {}).map(([value, count]) => ({
      ...{ value, count },
      label: called[value] ?? value,
    }))
  }
  return (
    <Bar>
      <SearchInput
        label={search.view === 'titles' ? text.findTitles : text.findFamilies}
        placeholder={search.view === 'titles' ? text.findTitles : text.findFamilies}
        hidesLabel
        value={search.q}
        onSearch={(q) => ask({ q: q || undefined }, { replace: true })}
      />
      {names.map((name) => (
        <Filter
          key={name}
          label={labels[name]}
          options={optionsOf(name)}
          chosen={valuesOf(search[name])}
          onChange={(values) => ask({ [name]: textOf(values) } satisfies Search)}
        />
      ))}
      {hasFilters(search) && (
        <Button look="quiet" onClick={() => ask(withoutFilters(search))}>
          {text.clear}
        </Button>
      )}
    </Bar>
  )
}
