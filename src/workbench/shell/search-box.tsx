import { useId, useRef, useState } from 'react'
import { SearchIcon } from '../plan/icons.tsx'
import { mapHolder } from '../plan/map/map-holder.ts'
import type { Named } from '../state/url-state.ts'
import { goTo } from '../state/url-sync.ts'
import { findByName } from './find.ts'

const LIMIT = 14

/** Finds pods, hosts and games by name: a combobox whose list follows what is typed. */
export default function SearchBox() {
  const [text, setText] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const listId = useId()
  const found = isOpen ? findByName(text, LIMIT) : []
  const leave = (): void => {
    setOpen(false)
    setText('')
    input.current?.blur()
  }
  const choose = (choice: Named | undefined): void => {
    if (choice !== undefined) open(choice)
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
        aria-label="Find a pod, host or game"
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        {...(found.length > 0 ? { 'aria-activedescendant': `${listId}-${active}` } : {})}
        placeholder="Find pod, host, game"
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
            onChoose={choose}
          />
        ))}
        {found.length === 0 && <div className="search-none">Nothing in this run has that name.</div>}
      </div>
    </div>
  )
}

/** Goes to it, and shows where on the map. */
function open(choice: Named): void {
  goTo(choice)
  if (choice.kind !== 'game') requestAnimationFrame(mapHolder.showSelected)
}

interface FoundItemProps {
  readonly id: string
  readonly choice: Named
  readonly isActive: boolean
  readonly onChoose: (choice: Named) => void
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
      onClick={() => onChoose(choice)}
    >
      <span className="kind">{choice.kind}</span> {choice.name}
    </div>
  )
}
