import { useId, useRef, useState } from 'react'
import { SearchIcon } from '../plan/icons.tsx'
import { mapHolder } from '../plan/map/map-holder.ts'
import type { Selection } from '../state/url-state.ts'
import { findLive } from './find-in-fleet.ts'
import { pushStore } from './state/push-store.ts'
import { openPlan, selectLive } from './state/push-view-store.ts'

const LIMIT = 14
type Found = Selection | { readonly kind: 'plan'; readonly name: string }

/** Finds pods and hosts of the snapshot and plans by name: a combobox whose list follows what is typed. */
export default function FindLive() {
  const [text, setText] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const listId = useId()
  const found = isOpen ? findLive(pushStore.getState(), text, LIMIT) : []
  const leave = (): void => {
    setOpen(false)
    setText('')
    input.current?.blur()
  }
  const choose = (choice: Found | undefined): void => {
    if (choice !== undefined) goTo(choice)
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
        aria-label="Find a pod, host or plan"
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        {...(found.length > 0 ? { 'aria-activedescendant': `${listId}-${active}` } : {})}
        placeholder="Find pod, host, plan"
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
          const move = keys[event.key]
          if (move === undefined) return
          event.preventDefault()
          event.stopPropagation()
          move()
        }}
      />
      <kbd>/</kbd>
      <div id={listId} role="listbox" aria-label="Found" className="search-list" hidden={!isOpen || text.trim() === ''}>
        {found.map((choice, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are taken by the input, as in every combobox
          <div
            key={`${choice.kind} ${choice.name}`}
            id={`${listId}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === active}
            className="search-item"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(choice)}
          >
            <span className="kind">{choice.kind}</span> {choice.name}
          </div>
        ))}
        {found.length === 0 && <div className="search-none">Nothing observed has that name.</div>}
      </div>
    </div>
  )
}

/** Selects it and shows where on the map, or opens the plan. */
function goTo(choice: Found): void {
  if (choice.kind === 'plan') return openPlan(choice.name)
  selectLive(choice)
  requestAnimationFrame(() => mapHolder.showSelected())
}
