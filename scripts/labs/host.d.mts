/** The types of host.mjs for the tests, which are checked; the scripts, which run before anything is installed, are not. */
export function hostParts(): string
export const lab: {
  readonly name: 'host'
  isInstalled(): { readonly ok: boolean; readonly reason: string }
}
