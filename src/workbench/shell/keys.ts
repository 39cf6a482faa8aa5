import { viewStore } from '../state/stores.ts'
import { commandsHere, runCommand } from './commands.ts'

const TYPING = 'input:not([type=radio]), textarea, select, [contenteditable=true], [role=listbox], [role=option]'
/** A closed list takes letters to choose by, but no other keys. */
const CLOSED_LIST = 'button[role=combobox]'
/** What asks a question takes all keys. */
const DIALOG = '[role=dialog], [role=alertdialog]'
/** Elements for which the space bar already means something. */
const PRESSABLE = 'button, a[href], [role=button]'

/** Listens for the keys of the commands, except while the user types or a dialog is open. */
export function startKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented) return
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      runCommand('view.palette')
      return
    }
    const target = event.target instanceof Element ? event.target : document.body
    if (event.ctrlKey || event.metaKey || event.altKey || viewStore.getState().overlay !== 'none') return
    if (target.closest(DIALOG) !== null) return
    if (target.closest(TYPING) !== null || (event.key === ' ' && target.closest(PRESSABLE) !== null)) return
    if (target.closest(CLOSED_LIST) !== null && /^[\p{L}\p{N} ]$/u.test(event.key)) return
    const command = commandsHere().find(({ keys }) => keys.includes(event.key))
    if (command === undefined) return
    event.preventDefault()
    command.run()
  })
}
