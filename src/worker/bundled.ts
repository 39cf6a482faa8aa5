import type { Library } from '../model/parse/scenario.ts'

/** Texts of `scenarios/`, each a chunk of its own that is loaded when first read. */
const FILES = import.meta.glob('../../scenarios/**/*.{yaml,yml,json,csv}', {
  query: '?raw',
  import: 'default',
}) as Readonly<Record<string, () => Promise<string>>>

const ROOT = '../../scenarios/'

/** Names of the bundled scenarios: the documents directly under `scenarios/`, ascending. */
export function bundledScenarioNames(): string[] {
  return Object.keys(FILES)
    .map((path) => /^\.\.\/\.\.\/scenarios\/([^/]+)\.yaml$/.exec(path)?.[1])
    .filter((name) => name !== undefined)
    .sort()
}

/** Text of a bundled scenario, null when there is none of that name. */
export async function bundledScenario(name: string): Promise<string | null> {
  return (await FILES[`${ROOT}${name}.yaml`]?.()) ?? null
}

/** Everything a scenario can refer to, read ahead: a Library answers at once. */
export async function bundledLibrary(): Promise<Library> {
  const folders = ['hosts', 'games', 'curves', 'networks']
  const [topologies, templates, curves, networks] = await Promise.all(folders.map(folderTexts))
  return {
    topology: (name) => topologies.get(name) ?? null,
    gameTemplate: (name) => templates.get(name) ?? null,
    curve: (name) => curves.get(name) ?? null,
    networkModel: (name) => networks.get(name) ?? null,
    // No bundled scenario has a log: logs are the user's.
    lossLog: () => null,
  }
}

async function folderTexts(folder: string): Promise<ReadonlyMap<string, string>> {
  const prefix = `${ROOT}${folder}/`
  const paths = Object.keys(FILES).filter((path) => path.startsWith(prefix))
  const texts = await Promise.all(paths.map((path) => FILES[path]()))
  return new Map(paths.map((path, i) => [path.slice(prefix.length).replace(/\.[a-z]+$/, ''), texts[i]]))
}
