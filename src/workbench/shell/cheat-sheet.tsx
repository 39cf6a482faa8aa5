import { Dialog } from '@base-ui/react/dialog'
import { isProvePath } from '../prove/state/prove-address.ts'
import { isPushPath } from '../push/state/push-address.ts'
import { viewStore } from '../state/stores.ts'
import { COMMAND_GROUPS, commandsHere } from './commands.ts'
import { keyName } from './key-name.ts'

const MORE = {
  'On the scrubber': [
    ['← →', 'one sample back or forward'],
    ['PgUp PgDn', 'ten samples'],
    ['Home End', 'start or end of the run'],
    ['click a mark', 'the game that opens there'],
  ],
  'On the map': [
    ['arrows', 'move'],
    ['+ − 0', 'zoom in, out, fit'],
    ['Enter', 'pick what is in the middle'],
    ['drag, wheel', 'move, zoom'],
    ['double click', 'zoom to the host'],
  ],
  'On the games under the map': [
    ['click', 'focus: its pods and curves alone'],
    ['click again', 'all games'],
  ],
  'On the curves': [
    ['click', 'seek'],
    ['drag', 'zoom in time'],
    ['double click', 'the whole run'],
  ],
} as const

const PUSH_MORE = {
  'On the map': MORE['On the map'],
  'On the steps of a plan': [
    ['click', 'pick: its cells and its move on the map'],
    ['click again', 'let go'],
  ],
} as const

const PROVE_MORE = { 'On the map': MORE['On the map'] } as const

/** What keys and pointer do besides the commands of the journey on the page. */
function moreHere(): Readonly<Record<string, readonly (readonly string[])[]>> {
  if (isPushPath(location.pathname)) return PUSH_MORE
  return isProvePath(location.pathname) ? PROVE_MORE : MORE
}

/** All keys on one page, `?`. */
export default function CheatSheet() {
  const withKeys = commandsHere().filter((command) => command.keys.length > 0)
  return (
    <Dialog.Root open onOpenChange={() => viewStore.setState({ overlay: 'none' })}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="sheet">
          <header className="sheet-header">
            <Dialog.Title>Keys</Dialog.Title>
            <Dialog.Close className="button">Close</Dialog.Close>
          </header>
          <div className="sheet-columns">
            {COMMAND_GROUPS.filter((group) => withKeys.some((c) => c.group === group)).map((group) => (
              <KeyList
                key={group}
                title={group}
                rows={withKeys.filter((c) => c.group === group).map((c) => [c.keys.map(keyName).join(' '), c.title])}
              />
            ))}
            {Object.entries(moreHere()).map(([title, rows]) => (
              <KeyList key={title} title={title} rows={rows} />
            ))}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function KeyList({ title, rows }: { readonly title: string; readonly rows: readonly (readonly string[])[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {rows.map(([keys, meaning]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
