import { viewStore } from '../../state/stores.ts'
import { useView } from '../../use-store.ts'
import { CloseIcon } from '../icons.tsx'

/** Says that the run is not the scenario as it is, what was put in, and takes it out again. */
export default function SettingsChip() {
  const draft = useView((view) => view.draft)
  const { settings = [], ...rest } = draft
  if (settings.length === 0) return null
  const said = settings.map(({ path, value }) => `${path} = ${value}`).join('\n')
  return (
    <button
      type="button"
      className="settings-chip"
      title={`${said}\nClick to run the scenario as it is.`}
      onClick={() => viewStore.setState({ draft: rest })}
    >
      {settings.length === 1 ? '1 setting' : `${settings.length} settings`} <CloseIcon />
    </button>
  )
}
