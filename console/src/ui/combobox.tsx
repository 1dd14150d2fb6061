import { Combobox as Base } from '@base-ui/react/combobox'
import styles from './combobox.module.css'

interface ComboboxProps<Item> {
  label: string
  items: readonly Item[]
  /** What is typed; the caller finds items for it. */
  typed: string
  onType: (typed: string) => void
  chosen: Item | null
  onChoose: (item: Item | null) => void
  keyOf: (item: Item) => string
  nameOf: (item: Item) => string
  /** Below the name. */
  moreOf?: (item: Item) => string | undefined
  placeholder?: string
  /** Stands in the list when nothing was found, or while it is looked for. */
  empty: string
  name?: string
  /** It is open from the beginning, and Enter takes the first item without an arrow before. */
  takesFirst?: boolean
  onFocus?: () => void
}

/** Characters of what the service looks for. */
const longest = 256

/** Typing finds items, arrows and Enter choose one. Inside of a Field. */
export const Combobox = <Item,>(props: ComboboxProps<Item>) => {
  const { label, items, typed, onType, chosen, onChoose, keyOf, nameOf, moreOf, placeholder, empty, name } = props
  const { takesFirst = false, onFocus } = props
  return (
    <Base.Root
      items={items}
      filter={null}
      autoHighlight={takesFirst}
      defaultOpen={takesFirst}
      value={chosen}
      onValueChange={onChoose}
      inputValue={typed}
      onInputValueChange={onType}
      itemToStringLabel={nameOf}
      isItemEqualToValue={(one, other) => keyOf(one) === keyOf(other)}
      {...(name !== undefined && { name })}
    >
      <Base.Input
        placeholder={placeholder}
        aria-label={label}
        maxLength={longest}
        className={styles.input}
        onFocus={onFocus}
        onKeyDown={(event) => {
          // Where none is highlighted, as what was found came after the last key, Enter would take away what was typed.
          if (event.key !== 'Enter' || event.currentTarget.hasAttribute('aria-activedescendant')) return
          event.preventBaseUIHandler()
          const [first] = items
          if (takesFirst && first !== undefined) onChoose(first)
        }}
      />
      <Base.Portal>
        <Base.Positioner sideOffset={4} className={styles.positioner}>
          <Base.Popup className={styles.popup}>
            <Base.Empty className={styles.empty}>{empty}</Base.Empty>
            <Base.List className={styles.list}>
              {(item: Item) => (
                <Base.Item key={keyOf(item)} value={item} className={styles.item}>
                  {nameOf(item)}
                  {moreOf?.(item) !== undefined && <small>{moreOf(item)}</small>}
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
