import type { Guest } from '../host/lab/guest.ts'

/** What makes systemd go over its groups: a unit with weights and Cpus comes and goes, a reload, its own restart. */
export async function disturb(guest: Guest): Promise<void> {
  const unit = 'systemd-run --quiet --unit=lab-passer --property=CPUWeight=50 --property=AllowedCPUs=0 sleep 1000'
  await guest.must(`${unit}; systemctl daemon-reload; systemctl stop lab-passer; systemctl daemon-reexec`, {
    timeoutMs: 120_000,
  })
}
