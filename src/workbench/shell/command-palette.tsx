import { Dialog } from '@base-ui/react/dialog'
import { Command } from 'cmdk'
import { viewStore } from '../state/stores.ts'
import { focusGame } from '../state/url-sync.ts'
import { useRun } from '../use-store.ts'
import { COMMAND_GROUPS, commandsHere } from './commands.ts'
import { keyName } from './key-name.ts'

/** Every command by name, Ctrl K. */
export default function CommandPalette() {
  const commands = commandsHere()
  const groups = COMMAND_GROUPS.filter((group) => commands.some((command) => command.group === group))
  return (
    <Dialog.Root open onOpenChange={() => viewStore.setState({ overlay: 'none' })}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="palette">
          <Dialog.Title className="visually-hidden">Commands</Dialog.Title>
          <Command label="Commands" loop>
            <Command.Input placeholder="What to do" aria-label="What to do" />
            <Command.List>
              <Command.Empty>No such command.</Command.Empty>
              {groups.map((group) => (
                <Command.Group key={group} heading={group}>
                  {commands
                    .filter((command) => command.group === group)
                    .map((command) => (
                      <Command.Item
                        key={command.id}
                        value={`${command.title} ${command.id}`}
                        data-command={command.id}
                        onSelect={() => {
                          viewStore.setState({ overlay: 'none' })
                          command.run()
                        }}
                      >
                        {command.title}
                        <span className="spacer" />
                        {command.keys.length > 0 && <kbd>{keyName(command.keys[0])}</kbd>}
                      </Command.Item>
                    ))}
                </Command.Group>
              ))}
              <Games />
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** Each game of the run, to turn the view to. */
function Games() {
  const games = useRun((run) => run.opened?.games)
  if (games === undefined) return null
  return (
    <Command.Group heading="Games">
      {games.map(({ name }) => (
        <Command.Item
          key={name}
          value={`Focus game ${name}`}
          data-command={`game.${name}`}
          onSelect={() => {
            viewStore.setState({ overlay: 'none' })
            focusGame(name)
          }}
        >
          Focus game {name}
        </Command.Item>
      ))}
    </Command.Group>
  )
}
