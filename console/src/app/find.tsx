import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { api, read } from '../api/client.ts'
import { listOf } from '../api/queries.ts'
import { text } from '../texts/en/find.ts'
import { Combobox } from '../ui/combobox.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useRested } from '../ui/use-rested.ts'
import { earlyKeys } from './early-keys.ts'
import { findablePages } from './pages.ts'

interface Found {
  key: string
  name: string
  more: string
  to: string
}

const most = 6

/** The number that is looked for; of a pair the second one, as many pairs may have the first. */
const numberIn = (typed: string): string | undefined =>
  /^(?:[A-Za-z0-9][\w.-]*[\s/]+)?([A-Za-z0-9][\w.-]*)$/.exec(typed)?.[1]

type Named = { id: string; name: string }
type Page<Item> = { items: Item[]; cursor?: string | undefined }

const familyOf = ({ id, name, publisher }: Named & { publisher: string }): Found => ({
  key: id,
  name,
  more: text.family(publisher),
  to: `/families/${id}`,
})
const titleOf = ({ id, title, publisher }: { id: string; title: string; publisher: string }): Found => ({
  key: id,
  name: title,
  more: text.title(publisher),
  to: `/titles/${id}`,
})
const agreementOf =
  (more: string) =>
  ({ id, name }: Named): Found => ({ key: id, name, more, to: `/agreements/${id}` })
const deviceOf = ({ id, name }: Named): Found => ({
  key: id,
  name,
  more: text.device,
  to: `/devices/${encodeURIComponent(id)}`,
})

const agreements = (query: object, signal: AbortSignal) =>
  read(api.GET('/agreements', { params: { query: { ...query, limit: most } }, signal }))
const devices = (query: object, signal: AbortSignal) =>
  read(api.GET('/devices', { params: { query: { ...query, limit: most } }, signal }))

/** What can be found without a walk through the ledger: agreements and devices by how their names begin. */
const findAtOnce = async (typed: string, signal: AbortSignal): Promise<Found[]> => {
  const query = { contains: typed, limit: most }
  const number = numberIn(typed)
  const [families, titles, named, numbered, machines] = await Promise.all([
    read(api.GET('/families', { params: { query }, signal })),
    read(api.GET('/software', { params: { query }, signal })),
    agreements({ startsWith: typed }, signal),
    number === undefined ? { items: [] } : agreements({ number }, signal).catch(() => ({ items: [] })),
    devices({ startsWith: typed }, signal),
  ])
  return [
    ...families.items.map(familyOf),
    ...titles.items.map(titleOf),
    ...named.items.map(agreementOf(text.agreement)),
    ...numbered.items.map(agreementOf(text.pair(typed))),
    ...machines.items.map(deviceOf),
  ]
}

/** Rows of a list as they come, until there are enough: pages of what only contains a text may be empty and still go on. */
const useFirstOf = <Item,>(
  key: string,
  asked: string,
  isAsked: boolean,
  readPage: (query: object, signal: AbortSignal) => Promise<Page<Item>>,
) => {
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = useInfiniteQuery({
    ...listOf(['find', key, asked], (cursor, signal) =>
      readPage({ contains: asked, ...(cursor !== undefined && { cursor }) }, signal),
    ),
    enabled: isAsked,
  })
  const rows = isAsked ? (data?.pages.flatMap(({ items }) => items) ?? []) : []
  const goesOn = isAsked && hasNextPage && !isError && rows.length < most
  useEffect(() => {
    if (goesOn && !isFetching) void fetchNextPage()
  }, [goesOn, isFetching, fetchNextPage])
  return { rows, isFetching: isFetching || goesOn }
}

const unique = (found: readonly Found[]): Found[] => [...new Map(found.map((one) => [one.key, one])).values()]

const pagesNamed = (typed: string): Found[] =>
  findablePages
    .filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()))
    .map(({ to, name }) => ({ key: to, name, more: text.page, to }))

/** Finds any page, family, title, agreement, pair or device by what it is called. */
const Find = ({ onClose }: { onClose: () => void }) => {
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const asked = useRested(typed.trim())
  const isAsked = asked.length > 1
  const atOnce = useQuery({
    queryKey: ['find', asked],
    queryFn: ({ signal }) => findAtOnce(asked, signal),
    enabled: isAsked,
    placeholderData: (before) => before,
  })
  // A walk through a large ledger takes seconds: whoever has enough to choose from needs none.
  const isFurther = isAsked && atOnce.isSuccess && !atOnce.isPlaceholderData && atOnce.data.length < most
  const named = useFirstOf('/agreements', asked, isFurther, agreements)
  const machines = useFirstOf('/devices', asked, isFurther, devices)
  const isFetching = typed.trim() !== asked || atOnce.isFetching || named.isFetching || machines.isFetching
  const further = [...named.rows.map(agreementOf(text.agreement)), ...machines.rows.map(deviceOf)]
  const found = isAsked ? [...(atOnce.data ?? []), ...further] : []
  const items = unique([...pagesNamed(typed.trim()), ...found])
  return (
    <Dialog title={text.find} shape="top" isOpen onClose={onClose}>
      <Combobox
        label={text.find}
        placeholder={text.hint}
        items={items}
        typed={typed}
        onType={setTyped}
        chosen={null}
        onChoose={(found) => {
          if (!found) return
          onClose()
          void navigate({ to: found.to })
        }}
        keyOf={({ key }) => key}
        nameOf={({ name }) => name}
        moreOf={({ more }) => more}
        takesFirst
        onFocus={() => setTyped((before) => before + earlyKeys.take())}
        empty={isFetching ? text.finding : text.nothing}
      />
    </Dialog>
  )
}

export default Find
