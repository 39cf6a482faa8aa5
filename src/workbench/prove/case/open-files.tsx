import { useRef } from 'react'
import { openFiles } from './case-store.ts'

/** Opens a run directory of the user's: its files are read here and go nowhere. */
export default function OpenFiles() {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" className="button" onClick={() => input.current?.click()}>
        Open a run directory…
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-testid="run-files"
        aria-label="Files of a run directory"
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          void openFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <p className="faint">
        Or drop its files anywhere on this page: manifest.json, fleet.json, events.ndjson, decisions.ndjson.
      </p>
    </>
  )
}
