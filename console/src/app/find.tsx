import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import { api, read } from '../api/client.ts'
import { text } from '../texts/en/find.ts'
import { Combobox } from '../ui/combobox.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { pages } from './pages.ts'

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

const findInLedger = async (typed: string): Promise<Found[]> => {
  const query = { contains: typed, limit: most }
  const number = numberIn(typed)
  const [families, titles, agreements, pairs, devices] = await Promise.all([
    read(api.GET('/families', { params: { query } })),
    read(api.GET('/software', { params: { query } })),
    read(api.GET('/agreements', { params: { query } })),
    number === undefined
      ? { items: [] }
      : read(api.GET('/agreements', { params: { query: { number, limit: most } } })).catch(() => ({ items: [] })),
    read(api.GET('/devices', { params: { query } })),
  ])
  const byName = new Set(agreements.items.map(({ id }) => id))
  return [
    ...families.items.map(({ id, name, publisher }) => ({
      key: id,
      name,
      more: text.family(publisher),
      to: `/families/${id}`,
    })),
    ...titles.items.map(({ id, title, publisher }) => ({
      key: id,
      name: title,
      more: text.title(publisher),
      to: `/titles/${id}`,
    })),
    ...agreements.items.map(({ id, name }) => ({ key: id, name, more: text.agreement, to: `/agreements/${id}` })),
    ...pairs.items
      .filter(({ id }) => !byName.has(id))
      .map(({ id, name }) => ({ key: id, name, more: text.pair(typed), to: `/agreements/${id}` })),
    ...devices.items.map(({ id, name }) => ({
      key: id,
      name,
      more: text.device,
      to: `/devices/${encodeURIComponent(id)}`,
    })),
  ]
}

const pagesNamed = (typed: string): Found[] =>
  pages
    .filter(({ name }) => name.toLowerCase().includes(typed.toLowerCase()))
    .map(({ to, name }) => ({ key: to, name, more: text.page, to }))

/** Finds any page, family, title, agreement, pair or device by what it is called. */
const Find = ({ onClose }: { onClose: () => void }) => {
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const asked = useDeferredValue(typed.trim())
  const { data = [], isFetching } = useQuery({
    queryKey: ['find', asked],
    queryFn: () => findInLedger(asked),
    enabled: asked.length > 1,
    placeholderData: (before) => before,
  })
  const items = [...pagesNamed(asked), ...(asked.length > 1 ? data : [])]
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
        empty={isFetching ? text.finding : text.nothing}
      />
    </Dialog>
  )
}

export default Find
