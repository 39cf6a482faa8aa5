export declare function nriRuntime(): string
export declare const lab: {
  readonly name: 'nri'
  isInstalled(): { readonly ok: boolean; readonly reason: string }
}
