import type { Guest } from '../../host/lab/guest.ts'

const FILES = ['cpuset.cpus', 'cpuset.cpus.effective', 'cpuset.mems', 'cpuset.mems.effective', 'cpu.max', 'memory.max']

/** Every cgroup of the guest with what it may use, a line each: its path, then `file=text` of those that it has. */
export function cgroupsOf(guest: Guest): Promise<string> {
  return guest.must(
    `cd /sys/fs/cgroup
    find . -type d | sort | while read -r group; do
      line=$group
      for file in ${FILES.join(' ')}; do
        [ -e "$group/$file" ] && line="$line $file=$(cat "$group/$file" 2>/dev/null)"
      done
      echo "$line"
    done`,
    { timeoutMs: 120_000 },
  )
}
