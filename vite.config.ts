import { getRequestListener } from '@hono/node-server'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin, type PreviewServer, type ViteDevServer } from 'vite'
import { watchPolicy } from './src/cli/policy/watched-policy.ts'
import { faultLine } from './src/cli/print-faults.ts'
import { createCasesApp } from './src/cli/serve/cases-app.ts'
import { createFleetPlansApp } from './src/cli/serve/fleet-plans-app.ts'
import { createPolicyApp } from './src/cli/serve/policy-app.ts'

/** Headers that make the page cross-origin isolated, as the real server sends them. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** Answers what the workbench asks, as `berth serve` does: about the policy of the file BERTH_POLICY, and cases. */
function policyPlugin(): Plugin {
  const answer = async ({ middlewares }: ViteDevServer | PreviewServer): Promise<void> => {
    const file = process.env['BERTH_POLICY']
    const watched = file === undefined ? null : await watchPolicy(file)
    if (watched?.ok === false) throw new Error(watched.faults.map((fault) => faultLine(fault, null)).join('\n'))
    const listener = getRequestListener(createPolicyApp(watched === null ? null : watched.value).fetch)
    const cases = getRequestListener(createCasesApp('runs').fetch)
    const plans = getRequestListener(createFleetPlansApp('runs').fetch)
    middlewares.use((request, response, next) => {
      if (/^\/policy[./]/.test(request.url ?? '')) void listener(request, response)
      else if (/^\/cases[./]/.test(request.url ?? '')) void cases(request, response)
      else if (/^\/fleet-plans[./]/.test(request.url ?? '')) void plans(request, response)
      else next()
    })
  }
  return { name: 'berth-policy', configureServer: answer, configurePreviewServer: answer }
}

/** How long plug-ins took says nothing to who starts the workbench. */
const QUIET = { bundlerTimings: false }

/** The workbench: `index.html` to `dist/workbench`. The command line is built by scripts/build.mjs. */
export default defineConfig({
  plugins: [react(), policyPlugin()],
  build: {
    outDir: 'dist/workbench',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { checks: QUIET },
  },
  worker: { format: 'es', rolldownOptions: { checks: QUIET } },
  server: { host: '127.0.0.1', headers: isolation },
  preview: { host: '127.0.0.1', headers: isolation },
})
