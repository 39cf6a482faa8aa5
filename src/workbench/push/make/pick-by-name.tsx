import { useState } from 'react'
import { mapHolder } from '../../plan/map/map-holder.ts'
import TextField from '../parts/text-field.tsx'
import type { LiveFleet } from '../picture/live-fleet.ts'
import { selectLive } from '../state/push-view-store.ts'

const LISTED = 200

/** Picks a pod or host by its name, as a click on the map does; what can be planned for it then shows. */
export default function PickByName({ live }: { readonly live: LiveFleet }) {
  const [name, setName] = useState('')
  const hosts = live.snapshot.fleet.hosts.map((host) => host.name)
  const known = [...hosts, ...live.pods.keys()].filter((text) => text.includes(name)).slice(0, LISTED)
  const kind = live.pods.has(name) ? 'pod' : live.hostNumbers.has(name) ? 'host' : null
  return (
    <form
      className="pick-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (kind === null) return
        selectLive({ kind, name })
        requestAnimationFrame(() => mapHolder.showSelected())
        setName('')
      }}
    >
      <TextField
        label="Pod or host"
        value={name}
        placeholder="name, or click the map"
        list={known}
        onChange={setName}
      />
      <button type="submit" className="button" disabled={kind === null}>
        Pick
      </button>
    </form>
  )
}
