import { useId, useState } from 'react'
import { US_PER_SECOND } from '../../../base/units.ts'
import { microsecondsOf } from '../../../model/duration.ts'
import { SURVIVED_DOMAINS as LOST, type SurvivedDomain as Lost } from '../../../model/fault.ts'
import type { Host } from '../../../model/fleet.ts'
import { formatSimTime, formatTimeExact } from '../../format.ts'
import { control } from '../../state/run-control.ts'
import Choice from '../choice.tsx'
import { lose, lostName, secondOf } from './lose.ts'

const WORDS: Readonly<Record<Lost, string>> = {
  host: 'this host',
  rack: 'its rack',
  module: 'its module',
  idc: 'its IDC',
}

interface LoseFormProps {
  readonly host: Host
  readonly hosts: readonly Host[]
  /** The instant that is shown. */
  readonly timeUs: number
}

/** Loses a host, or what it stands in, at the instant shown and for a while: the run is played again with it. */
export default function LoseForm({ host, hosts, timeUs }: LoseFormProps) {
  const [domain, setDomain] = useState<Lost>('host')
  const [down, setDown] = useState('1h')
  const noteId = useId()
  const downUs = microsecondsOf(down.trim(), false)
  const isLong = downUs !== null && downUs >= US_PER_SECOND
  const atUs = secondOf(timeUs)
  const isOver = atUs >= control.clock.durationUs
  const name = lostName(host, domain)
  const items = LOST.map((each) => {
    const count = hosts.filter((other) => lostName(other, each) === lostName(host, each)).length
    const note = each === 'host' ? '' : `${lostName(host, each)}, ${count === 1 ? '1 host' : `${count} hosts`}`
    return { value: each, label: WORDS[each], ...(note === '' ? {} : { note }) }
  })
  const exact = `${formatSimTime(atUs)}${formatTimeExact(atUs).slice(5, 8)}`
  return (
    <form
      className="lose-form"
      aria-label="Lose it from here"
      onSubmit={(event) => {
        event.preventDefault()
        if (isLong && !isOver) lose({ atUs, domain, name, downUs })
      }}
    >
      <h3>Lose it from {exact}</h3>
      <div className="lose-row">
        <Choice label="What is lost" className="choice-lost" value={domain} items={items} onChange={setDomain} />
        <label>
          for{' '}
          <input
            value={down}
            size={6}
            spellCheck={false}
            autoComplete="off"
            aria-label="How long it is lost"
            aria-invalid={!isLong}
            aria-describedby={noteId}
            onChange={(event) => setDown(event.target.value)}
          />
        </label>
        <button type="submit" id="lose" className="button" disabled={!isLong || isOver}>
          Lose
        </button>
      </div>
      <p id={noteId} className="faint">
        {isOver ? 'The run is over at this instant.' : isLong ? wordsOf(name, domain) : 'A time such as 40m, 3h or 1d.'}
      </p>
    </form>
  )
}

function wordsOf(name: string, domain: Lost): string {
  return `The run is played again with ${domain === 'host' ? '' : `${domain === 'idc' ? 'IDC' : domain} `}${name} lost.`
}
