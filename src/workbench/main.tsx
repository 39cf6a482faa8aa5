import { CSPProvider } from '@base-ui/react/csp-provider'
import { createRoot } from 'react-dom/client'
import './styles/tokens.css'
import './styles/base.css'
import './styles/layout.css'
import './styles/controls.css'
import './styles/openings.css'
import './styles/panels.css'
import './styles/detail.css'
import './styles/overlays.css'
import 'uplot/dist/uPlot.min.css'
import App from './app.tsx'
import { missingFeature } from './shell/features.ts'
import { startKeys } from './shell/keys.ts'
import Unsupported from './shell/unsupported.tsx'
import { exposeScriptDoor } from './state/script-door.ts'
import { startTheme } from './state/theme.ts'
import { startUrlSync } from './state/url-sync.ts'

const element = document.getElementById('root')
if (element === null) throw new Error('the page has no #root')
const root = createRoot(element)
const missing = missingFeature()
startTheme()
if (missing !== null) root.render(<Unsupported feature={missing} />)
else {
  exposeScriptDoor()
  if (location.pathname === '/') startUrlSync()
  startKeys()
  // The server's policy lets no style elements in.
  root.render(
    <CSPProvider disableStyleElements>
      <App />
    </CSPProvider>,
  )
}
