import { viewStore } from '../../state/stores.ts'
import { useView } from '../../use-store.ts'
import { CloseIcon } from '../icons.tsx'
import { isOther } from '../losses/lose.ts'

/** Says that the run is not the scenario as it is, what was put in beside losses, and takes it out again. */
export default function SettingsChip() {
  const draft = useView((view) => view.draft)
  const { settings: all = [], ...rest } = draft
  const settings = all.filter(isOther)
  const losses = all.filter((setting) => !isOther(setting))
  if (settings.length === 0) return null
  const said = settings.map(({ path, value }) => `${path} = ${value}`).join('\n')
  return (
    <button
      type="button"
      className="settings-chip"
      title={`${said}\nClick to run the scenario as it is.`}
      onClick={() => viewStore.setState({ draft: losses.length === 0 ? rest : { ...rest, settings: losses } })}
    >
      {settings.length === 1 ? '1 setting' : `${settings.length} settings`} <CloseIcon />
    </button>
  )
}
