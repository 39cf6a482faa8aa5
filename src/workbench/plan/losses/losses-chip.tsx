import { Popover } from '@base-ui/react/popover'
import { useStore } from 'zustand'
import { durationText } from '../../../model/duration.ts'
import { policyStore } from '../../state/policy.ts'
import { useRun } from '../../use-store.ts'
import { TimeLink } from '../detail/links.tsx'
import IconButton from '../icon-button.tsx'
import { ChevronIcon, CloseIcon, CopyIcon } from '../icons.tsx'
import { popups } from '../popups.ts'
import { isOther, replayCommand, takeAllBack, takeBack } from './lose.ts'

/** How many losses the run was asked for; opened, what they are, how to take each back, and the command of the run. */
export default function LossesChip() {
  const losses = useRun((run) => run.opened?.losses)
  const spec = useRun((run) => run.spec)
  const policy = useStore(policyStore, (store) => store.policy)
  // A setting with a fault in it opened nothing; it can be taken out all the same.
  const isSet = (spec.settings ?? []).some((setting) => !isOther(setting))
  if (losses === undefined || (losses.length === 0 && !isSet)) return null
  const file = policy !== null && spec.profile === policy.name ? policy.file : null
  const command = replayCommand(spec, file)
  return (
    <Popover.Root>
      <Popover.Trigger className="settings-chip losses-chip">
        {losses.length === 1 ? '1 loss' : `${losses.length} losses`} <ChevronIcon />
      </Popover.Trigger>
      <Popover.Portal container={popups()}>
        <Popover.Positioner side="bottom" align="start" sideOffset={6} className="choice-positioner">
          <Popover.Popup className="credits losses">
            <Popover.Title>Losses of this run</Popover.Title>
            <ul>
              {losses.map(({ atUs, domain, name, downUs }, index) => (
                <li key={`${atUs} ${domain} ${name} ${downUs}`}>
                  <TimeLink timeUs={atUs} />
                  <span>
                    {domain === 'idc' ? 'IDC' : domain} <b>{name}</b> for {durationText(downUs)}
                  </span>
                  <IconButton label={`Take back the loss of ${name}`} onClick={() => takeBack(index)}>
                    <CloseIcon />
                  </IconButton>
                </li>
              ))}
            </ul>
            {losses.length !== 1 && (
              <button type="button" className="link-button" onClick={takeAllBack}>
                Take all back
              </button>
            )}
            <p className="faint">The same run, by command:</p>
            <p className="losses-command">
              <code data-replay={command}>{command}</code>
              <IconButton label="Copy the command" onClick={() => void navigator.clipboard?.writeText(command)}>
                <CopyIcon />
              </IconButton>
            </p>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
