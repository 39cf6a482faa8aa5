import type { ReactNode } from 'react'
import IconButton from '../plan/icon-button.tsx'
import { LinkIcon, ThemeIcon } from '../plan/icons.tsx'
import { runCommand } from './commands.ts'
import Journeys from './journeys.tsx'

/** The bar at the top of every page: the journeys, what the page adds, and what holds for any view. */
export default function Bar({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <header className="run-bar">
      <h1 className="visually-hidden">{title}</h1>
      <a className="brand" href="/" aria-label="Berth, open the first view">
        <img src="/berth.svg" width="18" height="18" alt="" /> Berth
      </a>
      <Journeys />
      {children}
      <IconButton label="Copy a link to this view" keys="c" onClick={() => runCommand('view.copy-link')}>
        <LinkIcon />
      </IconButton>
      <IconButton label="Switch between dark and light" keys="t" onClick={() => runCommand('view.theme')}>
        <ThemeIcon />
      </IconButton>
      <IconButton label="Keyboard shortcuts" keys="?" onClick={() => runCommand('view.keys')}>
        <span aria-hidden="true">?</span>
      </IconButton>
      {/* Lists and tips are put here rather than at the end of the page, so that they lie within a landmark. */}
      <div id="popups" />
    </header>
  )
}
