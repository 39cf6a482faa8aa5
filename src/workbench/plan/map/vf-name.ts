import type { RunOpened } from '../../../worker/protocol.ts'

/** `${nic}:${index}` of a VF numbered through the host's nics. */
export function nameOfVf(run: RunOpened, host: number, vf: number): string {
  let rest = vf
  for (const nic of run.fleet.hosts[host].nics) {
    if (rest < nic.vfs) return `${nic.name}:${rest}`
    rest -= nic.vfs
  }
  return ''
}
