import { runCommand } from '../../shell/commands.ts'
import IconButton from '../icon-button.tsx'
import { FitIcon, TargetIcon } from '../icons.tsx'

/** Where the map looks: at what is picked, or at all of the fleet. */
export default function MapButtons({ hasPicked }: { readonly hasPicked: boolean }) {
  return (
    <>
      <IconButton
        label="Zoom to the selection"
        keys="e"
        disabled={!hasPicked}
        onClick={() => runCommand('map.find-selected')}
      >
        <TargetIcon />
      </IconButton>
      <IconButton label="Fit the whole fleet" keys="f" onClick={() => runCommand('map.fit')}>
        <FitIcon />
      </IconButton>
    </>
  )
}
