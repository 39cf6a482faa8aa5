import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { extname, join, normalize, sep } from 'node:path'
import { Hono } from 'hono'
import { securityHeaders } from '../../live/http/security-headers.ts'
import { POLICY_CHANGES_PATH, POLICY_PATH } from '../../model/policy-report.ts'
import { CASES_PATH } from '../../model/served-cases.ts'
import { FLEET_PLANS_PATH } from '../../model/served-plans.ts'
import type { WatchedPolicy } from '../policy/watched-policy.ts'
import { createCasesApp } from './cases-app.ts'
import { createFleetPlansApp } from './fleet-plans-app.ts'
import { ownHost } from './own-host.ts'
import { createPolicyApp } from './policy-app.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.yaml': 'application/yaml; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
}

/** What is of this user and not of the workbench. */
const OWN_DATA = [
  CASES_PATH,
  '/cases/*',
  FLEET_PLANS_PATH,
  '/fleet-plans/*',
  POLICY_PATH,
  '/policy/*',
  POLICY_CHANGES_PATH,
]

/**
 * The workbench as an HTTP application: built files, and the page itself for every address that names no file, so that
 * each deep link opens.
 *
 * folder  the built workbench; read at each request, so a new build shows at once
 * policy  the one to try in it, or null
 * cases   the folder of the cases and plans that `berth prove` and `berth plan` wrote
 * names   the only ones, beside addresses and localhost, under which these are read, and the policy; null: any
 */
export function createWorkbenchApp(
  folder: string,
  policy: WatchedPolicy | null,
  cases: string,
  names: readonly string[] | null = null,
): Hono {
  const app = new Hono()
  app.use(securityHeaders)
  if (names !== null) for (const path of OWN_DATA) app.use(path, ownHost(names))
  app.route('/', createPolicyApp(policy))
  app.route('/', createCasesApp(cases))
  app.route('/', createFleetPlansApp(cases))
  app.get('*', (context) => {
    const path = safePath(folder, context.req.path)
    if (path === null) return context.text('not found\n', 404)
    if (isFile(path))
      return fileResponse(path, context.req.path.startsWith('/assets/'), context.req.header('if-none-match'))
    const isPage = extname(path) === '' && !context.req.path.startsWith('/assets/')
    const page = join(folder, 'index.html')
    if (!isPage) return context.text('not found\n', 404)
    if (!isFile(page)) return context.text('The workbench is not built: run "npm run build".\n', 503)
    return fileResponse(page, false, context.req.header('if-none-match'))
  })
  return app
}

/** The file that an address names, or null when it leads out of the folder or is no address. */
function safePath(folder: string, address: string): string | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(address)
  } catch {
    return null
  }
  if (decoded.includes('\0')) return null
  const path = normalize(join(folder, decoded))
  return path === folder || path.startsWith(folder + sep) ? path : null
}

/**
 * hashed: the name carries a hash of the content, so a browser may keep it for ever; other files are asked for again.
 */
function fileResponse(path: string, hashed: boolean, known: string | undefined): Response {
  const bytes = readFileSync(path)
  const headers = {
    'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
    'Cache-Control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
  }
  if (known === headers.ETag) return new Response(null, { status: 304, headers })
  return new Response(bytes, { status: 200, headers })
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
