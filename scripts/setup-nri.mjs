import { lab, nriRuntime } from './labs/nri.mjs'

/** Global set-up of test projects that talk to the runtime side of NRI: tells them where the program lies. */
export function setup() {
  const { ok, reason } = lab.isInstalled()
  if (!ok) throw new Error(`the nri lab is not installed: ${reason}`)
  process.env.BERTH_NRI_RUNTIME = nriRuntime()
}
