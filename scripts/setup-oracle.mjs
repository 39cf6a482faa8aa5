import { lab, oraclePrograms } from './labs/oracle.mjs'

/** Global set-up of test projects that ask the oracles: tells them where the programs lie. */
export function setup() {
  const { ok, reason } = lab.isInstalled()
  if (!ok) throw new Error(`the oracle lab is not installed: ${reason}`)
  process.env.BERTH_ORACLE_PROGRAMS = oraclePrograms()
}
