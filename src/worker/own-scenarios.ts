import type { Fault, Result } from '../base/result.ts'
import { failed, ok } from '../base/result.ts'
import { parseDocumentText } from '../model/parse/document.ts'
import { OWN_PREFIX, type OwnFile } from './protocol.ts'

const FOLDERS = { HostTopology: 'hosts', GameTemplate: 'games', Curve: 'curves', NetworkModel: 'networks' } as const
type Folder = (typeof FOLDERS)[keyof typeof FOLDERS]

/** A scenario of the user's, and what lies beside it, by name. */
export interface OwnScenario {
  /** OWN_PREFIX and the name of its file. */
  readonly name: string
  readonly text: string
  readonly library: Readonly<Record<Folder, ReadonlyMap<string, string>>> & {
    /** Logs of losses by the names of their files; one kept by a page of before has none. */
    readonly losses?: ReadonlyMap<string, string>
  }
}

/**
 * Takes files as one scenario and keeps it in this browser under its name, where every worker and a later visit finds
 * it; nothing is sent anywhere. One file alone is the scenario, whatever is in it: what is wrong with it is told when
 * it is read. Of several, one is of kind Scenario and the others are its topologies, templates, curves and logs of
 * losses (tables and lists), known as in folders by the names of their files. Every fault of that choice, paths are
 * names of files.
 */
export async function keepOwnScenario(files: readonly OwnFile[]): Promise<Result<string>> {
  const chosen = ownScenarioOf(files)
  if (!chosen.ok) return chosen
  await withStore('readwrite', (store) => store.put(chosen.value, chosen.value.name))
  return ok(chosen.value.name)
}

export async function ownScenario(name: string): Promise<OwnScenario | null> {
  return ((await withStore('readonly', (store) => store.get(name))) as OwnScenario | undefined) ?? null
}

/** Names of the user's scenarios that are kept here, ascending. */
export async function ownScenarioNames(): Promise<readonly string[]> {
  return (await withStore('readonly', (store) => store.getAllKeys())).map(String)
}

function ownScenarioOf(files: readonly OwnFile[]): Result<OwnScenario> {
  const texts = (): Map<string, string> => new Map()
  const library = { hosts: texts(), games: texts(), curves: texts(), networks: texts(), losses: texts() }
  const faults: Fault[] = []
  const scenarios: OwnFile[] = files.length === 1 ? [...files] : []
  for (const file of files.length === 1 ? [] : files) {
    if (isLossLog(file)) {
      library.losses.set(file.name, file.text)
      continue
    }
    const document = parseDocumentText(file.text)
    const kind = document.ok ? (document.value as { readonly kind?: unknown } | null)?.kind : null
    const folder = (FOLDERS as Readonly<Record<string, Folder>>)[String(kind)]
    if (!document.ok) faults.push(...document.faults.map((fault) => ({ ...fault, path: `${file.name} ${fault.path}` })))
    else if (kind === 'Scenario') scenarios.push(file)
    else if (folder !== undefined) library[folder].set(file.name.replace(/\.[a-z]+$/i, ''), file.text)
    else {
      const found = kind === undefined ? 'no kind' : `kind ${String(kind)}`
      faults.push({ path: file.name, found, expected: `kind Scenario, ${Object.keys(FOLDERS).join(', ')}` })
    }
  }
  if (faults.length === 0 && scenarios.length !== 1) {
    const found = scenarios.length === 0 ? 'no scenario' : scenarios.map(({ name }) => name).join(', ')
    faults.push({ path: 'files', found, expected: 'one file of kind Scenario' })
  }
  if (faults.length > 0) return failed(faults)
  return ok({ name: `${OWN_PREFIX}${scenarios[0].name}`, text: scenarios[0].text, library })
}

/** What has no kind: a table, or a list. */
function isLossLog({ name, text }: OwnFile): boolean {
  return /\.(csv|tsv)$/i.test(name) || /^\s*\[/.test(text)
}

const DATABASE = 'berth'
const STORE = 'scenarios'

async function withStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
  const database = await answerOf(opening)
  try {
    return await answerOf(act(database.transaction(STORE, mode).objectStore(STORE)))
  } finally {
    database.close()
  }
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the browser keeps nothing for this page'))
  })
}
