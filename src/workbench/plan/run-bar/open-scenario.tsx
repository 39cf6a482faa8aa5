import { useRef } from 'react'
import { runOwnScenario } from '../../state/own-scenario.ts'
import { OpenIcon } from '../icons.tsx'

/** Runs a scenario of the user's, with all that lies beside it: files are read here and go nowhere. */
export default function OpenScenario() {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button
        type="button"
        className="icon-button"
        title="Open a scenario file of yours, with what lies beside it; or drop the files anywhere on this page"
        aria-label="Open a scenario file"
        onClick={() => input.current?.click()}
      >
        <OpenIcon />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".yaml,.yml,.json,.csv,.tsv"
        data-testid="scenario-files"
        aria-label="Files of a scenario"
        onChange={(event) => {
          void runOwnScenario([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
    </>
  )
}
