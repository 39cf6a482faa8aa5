/**
 * Writes ascending Cpu numbers in the list form of Linux cpuset files: `0-3,48-51`; '' for none.
 * cpus: strictly ascending non-negative integers.
 */
export function formatCpuList(cpus: readonly number[]): string {
  let text = ''
  for (let i = 0; i < cpus.length; ) {
    let end = i
    while (end + 1 < cpus.length && cpus[end + 1] === cpus[end] + 1) end++
    if (text !== '') text += ','
    text += end === i ? String(cpus[i]) : `${cpus[i]}-${cpus[end]}`
    i = end + 1
  }
  return text
}

/** Reads the list form of a Linux cpuset into strictly ascending numbers, or null when the text is not such a list. */
export function parseCpuList(text: string): number[] | null {
  const cpus: number[] = []
  if (text === '') return cpus
  for (const part of text.split(',')) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part)
    if (match === null) return null
    const first = Number(match[1])
    const last = match[2] === undefined ? first : Number(match[2])
    if (last < first) return null
    if (cpus.length > 0 && first <= cpus[cpus.length - 1]) return null
    for (let cpu = first; cpu <= last; cpu++) cpus.push(cpu)
  }
  return cpus
}
