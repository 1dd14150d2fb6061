import { api, read } from '../../api/client.ts'
import { sendRequest } from '../../api/requests.ts'
import { useAct } from '../../ledger/act.ts'
import { ProblemNotice } from '../../ledger/problem-notice.tsx'
import { undoing } from '../../ledger/undoing.ts'
import { text } from '../../texts/en/title.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useDraft } from '../../ui/draft.ts'
import { Check, Field, Form, Input } from '../../ui/field.tsx'
import type { Title } from './title-data.ts'
import styles from './title-page.module.css'

const said = text.split

interface Draft {
  /** Places of names in the list. */
  chosen: number[]
  title: string
}

const nothing: Draft = { chosen: [], title: '' }

/** Makes some names of a title a title of their own. */
export const SplitForm = ({ title, onClose }: { title: Title; onClose: () => void }) => {
  const [draft, setDraft, drop] = useDraft<Draft>(`split ${title.id} ${title.version}`, nothing)
  const names = title.rawTitles.filter((_, place) => draft.chosen.includes(place))
  const end = (): void => {
    drop()
    onClose()
  }
  const { act, isBusy, error, errors } = useAct({
    act: () =>
      read(
        api.POST('/software/{titleId}/split', {
          params: { path: { titleId: title.id } },
          body: {
            rawTitles: names.map(({ publisher, title: name }) => ({ publisher, title: name })),
            ...(draft.title.trim() !== '' && { title: draft.title }),
          },
        }),
      ),
    say: ({ id }) => ({
      title: said.done(names.length, title.title),
      action: undoing(() => sendRequest({ method: 'POST', path: `/software/${id}/merge`, body: { into: title.id } })),
    }),
    done: end,
  })
  const isAll = names.length === title.rawTitles.length
  return (
    <Dialog
      title={said.act}
      description={said.hint}
      isOpen
      onClose={end}
      actions={
        <Button look="main" busy={isBusy} disabled={names.length === 0 || isAll} type="submit" form="split">
          {said.split}
        </Button>
      }
    >
      <Form id="split" errors={errors} onSubmit={() => act()}>
        {error && Object.keys(errors).every((name) => name !== 'title') && <ProblemNotice error={error} />}
        <fieldset className={styles.list}>
          <legend>
            <strong>{said.names}</strong>
          </legend>
          {title.rawTitles.map(({ publisher, title: name }, place) => (
            <Check
              key={`${publisher} ${name}`}
              label={
                <>
                  {name} <small className={styles.soft}>{publisher}</small>
                </>
              }
              checked={draft.chosen.includes(place)}
              onChange={(isChosen) =>
                setDraft({
                  ...draft,
                  chosen: isChosen ? [...draft.chosen, place] : draft.chosen.filter((other) => other !== place),
                })
              }
            />
          ))}
        </fieldset>
        {isAll && <p role="status">{said.all}</p>}
        <Field label={said.title} name="title" hint={said.titleHint}>
          <Input value={draft.title} onChange={(value) => setDraft({ ...draft, title: value })} />
        </Field>
        <p className={styles.soft}>{said.noPreview}</p>
      </Form>
    </Dialog>
  )
}
