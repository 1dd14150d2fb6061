import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, read } from '../../api/client.ts'
import { sendRequest } from '../../api/requests.ts'
import { useAct } from '../../ledger/act.ts'
import { DecisionPreview } from '../../ledger/decision-preview.tsx'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { undoing } from '../../ledger/undoing.ts'
import { text as preview } from '../../texts/en/preview.ts'
import { text } from '../../texts/en/title.ts'
import { Button } from '../../ui/button.tsx'
import { Combobox } from '../../ui/combobox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Section } from '../../ui/page.tsx'
import { useRested } from '../../ui/use-rested.ts'
import { titlesQuery } from './queries.ts'
import type { Title } from './title-data.ts'
import styles from './title-page.module.css'

const said = text.merge

interface Found {
  id: string
  title: string
  publisher: string
}

/** Makes a title one of the names of another one. */
export const MergeForm = ({ title, onClose }: { title: Title; onClose: () => void }) => {
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<Found | null>(null)
  const asked = useRested(typed.trim())
  const navigate = useNavigate()
  const { data, isFetching } = useQuery(titlesQuery(asked))
  const path = `/software/${title.id}/merge`
  const undo = (into: Found): Promise<unknown> => {
    const body = {
      rawTitles: title.rawTitles.map(({ publisher, title: name }) => ({ publisher, title: name })),
      title: title.title,
    }
    return sendRequest({ method: 'POST', path: `/software/${into.id}/split`, body })
  }
  const { act, isBusy, error } = useAct<Found>({
    act: (into) =>
      read(api.POST('/software/{titleId}/merge', { params: { path: { titleId: title.id } }, body: { into: into.id } })),
    say: (_, into) => ({
      title: said.merged(title.title, into.title),
      ...(title.rawTitles.length > 0 && { action: undoing(() => undo(into)) }),
    }),
    done: (_, into) => {
      onClose()
      void navigate({ to: '/titles/$titleId', params: { titleId: into.id } })
    },
  })
  return (
    <Dialog
      title={said.act}
      description={said.hint(title.title)}
      isOpen
      onClose={onClose}
      shape="wide"
      actions={
        <Button look="main" busy={isBusy} disabled={!chosen} onClick={() => chosen && act(chosen)}>
          {said.merge}
        </Button>
      }
    >
      <div className={styles.inside}>
        {error && <ProblemNotice error={error} />}
        <Field label={said.into} name="into" hint={said.find}>
          <Combobox<Found>
            label={said.into}
            items={(data?.items ?? []).filter(({ id }) => id !== title.id)}
            typed={typed}
            onType={setTyped}
            chosen={chosen}
            onChoose={setChosen}
            keyOf={({ id }) => id}
            nameOf={({ title: name }) => name}
            moreOf={({ publisher }) => publisher}
            empty={isFetching ? said.finding : said.nothing}
          />
        </Field>
        {chosen && (
          <Section title={preview.title}>
            <DecisionPreview request={{ method: 'POST', path, body: { into: chosen.id } }} />
          </Section>
        )}
      </div>
    </Dialog>
  )
}
