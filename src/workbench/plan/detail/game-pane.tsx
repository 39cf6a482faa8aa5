import type { Frame, RunOpened } from '../../../worker/protocol.ts'
import { formatCount } from '../../format.ts'
import { control } from '../../state/run-control.ts'
import Facts from './facts.tsx'
import { SelectLink, TimeLink } from './links.tsx'
import { useAtTime } from './use-at-time.ts'

const LISTED_MAX = 200

/** A game: its curve with source, and the pods that hold something at the instant shown. */
export default function GamePane({ name }: { readonly name: string }) {
  const { recording } = control
  const number = recording.gameNumber(name)
  const game = recording.run?.games[number]
  const held = useAtTime(async () => heldBy(recording.run, recording.frame, number), `${name} ${number}`)
  if (game === undefined) return <p className="faint">This scenario has no such game.</p>
  return (
    <>
      <Facts
        facts={[
          { label: 'Mode', value: game.mode },
          { label: 'Peak players', value: formatCount(game.peakPlayers) },
          { label: 'Opens', value: <OpensAt startUs={game.startUs} /> },
          { label: 'Curve', value: game.curve },
          { label: 'Source', value: game.source },
          { label: 'Cpus held', value: formatCount(held?.cpuCount ?? 0) },
          { label: 'On hosts', value: formatCount(held?.hostCount ?? 0) },
        ]}
      />
      <h3>{formatCount(held?.pods.length ?? 0)} pods placed</h3>
      <ul className="names">
        {held?.pods.slice(0, LISTED_MAX).map((pod) => (
          <li key={pod}>
            <SelectLink kind="pod" name={recording.podNames[pod] ?? ''} />
          </li>
        ))}
      </ul>
      {(held?.pods.length ?? 0) > LISTED_MAX && <p className="faint">The search finds the others by name.</p>}
    </>
  )
}

function OpensAt({ startUs }: { readonly startUs: number }) {
  return startUs < 0 ? 'before the run' : <TimeLink timeUs={startUs} />
}

/** Pods, Cpus and hosts of a game in a frame. */
function heldBy(run: RunOpened | null, frame: Frame | null, game: number) {
  const { podGames } = control.recording
  if (run === null || frame === null) return { pods: [], cpuCount: 0, hostCount: 0 }
  const pods = Array.from(frame.pods.filter((pod) => podGames[pod] === game))
  let cpuCount = 0
  let hostCount = 0
  for (let h = 0; h < run.fleet.hosts.length; h++) {
    let here = 0
    for (let cell: number = run.columns.cpuStart[h]; cell < run.columns.cpuStart[h + 1]; cell++) {
      const owner = frame.cpuOwner[cell]
      if (owner >= 0 && podGames[owner] === game) here++
    }
    cpuCount += here
    if (here > 0) hostCount++
  }
  return { pods, cpuCount, hostCount }
}
