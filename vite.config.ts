import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Headers that make the page cross-origin isolated, as the real server sends them. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** The workbench: `index.html` to `dist/workbench`. The command line is built by scripts/build.mjs. */
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist/workbench',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: 'es' },
  server: { host: '127.0.0.1', headers: isolation },
  preview: { host: '127.0.0.1', headers: isolation },
})
