/** The types of node.mjs for the tests, which are checked; the scripts, which run before anything is installed, are not. */
export function nodeParts(): string
export const lab: {
  readonly name: 'node'
  isInstalled(): { readonly ok: boolean; readonly reason: string }
}
