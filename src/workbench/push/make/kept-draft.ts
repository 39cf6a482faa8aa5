import type { Draft } from './draft-store.ts'

const KEY = 'berth.draft'

/** The draft that this tab had before it was loaded again; otherwise: where there is none, or none that can be read. */
export function keptDraft(otherwise: Draft): Draft {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '')
    return isDraft(kept, otherwise) ? kept : otherwise
  } catch {
    return otherwise
  }
}

/** Keeps a draft until the tab is closed, where the browser has room for it. */
export function keepDraft(draft: Draft): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(draft))
  } catch {
    // It is lost with the page, as all drafts would be otherwise.
  }
}

/** Whether it has the parts of a draft, as what an earlier version of the page wrote may not. */
function isDraft(kept: unknown, like: Draft): kept is Draft {
  if (typeof kept !== 'object' || kept === null) return false
  const parts = kept as Record<string, unknown>
  return Object.entries(like).every(([name, part]) => {
    return typeof parts[name] === typeof part && Array.isArray(parts[name]) === Array.isArray(part)
  })
}
