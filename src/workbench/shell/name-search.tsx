import { useId, useRef, useState } from 'react'
import { SearchIcon } from '../plan/icons.tsx'

/** Something that is found by its name. */
interface Found {
  readonly kind: string
  readonly name: string
}

interface NameSearchProps<T extends Found> {
  readonly label: string
  readonly placeholder: string
  /** Said when nothing has that name. */
  readonly none: string
  readonly find: (text: string) => readonly T[]
  readonly onFound: (found: T) => void
}

/** Finds things by name: a combobox whose list follows what is typed. */
export default function NameSearch<T extends Found>({ label, placeholder, none, find, onFound }: NameSearchProps<T>) {
  const [text, setText] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const listId = useId()
  const found = isOpen ? find(text) : []
  const leave = (): void => {
    setOpen(false)
    setText('')
    input.current?.blur()
  }
  const choose = (choice: T | undefined): void => {
    if (choice !== undefined) onFound(choice)
    leave()
  }
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => setActive(Math.min(active + 1, found.length - 1)),
    ArrowUp: () => setActive(Math.max(active - 1, 0)),
    Enter: () => choose(found[active]),
    Escape: leave,
  }
  return (
    <div className="search">
      <SearchIcon />
      <input
        ref={input}
        id="find"
        role="combobox"
        aria-label={label}
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        {...(found.length > 0 ? { 'aria-activedescendant': `${listId}-${active}` } : {})}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setActive(0)
          setOpen(true)
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={(event) => {
          const act = keys[event.key]
          if (act === undefined) return
          event.preventDefault()
          event.stopPropagation()
          act()
        }}
      />
      <kbd>/</kbd>
      <div id={listId} role="listbox" aria-label="Found" className="search-list" hidden={!isOpen || text.trim() === ''}>
        {found.map((choice, i) => (
          <FoundItem
            key={`${choice.kind} ${choice.name}`}
            id={`${listId}-${i}`}
            choice={choice}
            isActive={i === active}
            onChoose={() => choose(choice)}
          />
        ))}
        {found.length === 0 && <div className="search-none">{none}</div>}
      </div>
    </div>
  )
}

interface FoundItemProps {
  readonly id: string
  readonly choice: Found
  readonly isActive: boolean
  readonly onChoose: () => void
}

function FoundItem({ id, choice, isActive, onChoose }: FoundItemProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are taken by the input, as in every combobox
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      className="search-item"
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <span className="kind">{choice.kind}</span> {choice.name}
    </div>
  )
}
