import type { PickDevices } from '../../src/engine/kubelet/device/devices.ts'

/**
 * Every way in which devices can be picked while a pod is admitted, up to devices of one NUMA node being alike. Each
 * yielded pick is to be used for one admission, before the next is asked for.
 *
 * numaOf  by device
 */
export function* eachPick(numaOf: readonly number[]): Generator<PickDevices> {
  // Which of its choices each call takes, call by call; counted through like the digits of a number.
  let digits: readonly number[] | null = []
  while (digits !== null) {
    const taken: readonly number[] = digits
    const widths: number[] = []
    yield (free, count) => {
      const choices = choicesOf(numaOf, free, count)
      const choice = choices[taken[widths.length] ?? 0]
      widths.push(choices.length)
      return choice
    }
    digits = nextDigits(
      widths.map((_, i) => taken[i] ?? 0),
      widths,
    )
  }
}

function nextDigits(digits: readonly number[], widths: readonly number[]): readonly number[] | null {
  for (let i = digits.length - 1; i >= 0; i--) {
    if (digits[i] + 1 < widths[i]) return [...digits.slice(0, i), digits[i] + 1]
  }
  return null
}

/** The ways to take `count` of the free devices that differ in how many come from which NUMA node. */
function choicesOf(numaOf: readonly number[], free: readonly number[], count: number): readonly (readonly number[])[] {
  const numas = [...new Set(free.map((device) => numaOf[device]))]
  const groups = numas.map((numa) => free.filter((device) => numaOf[device] === numa))
  let choices: (readonly number[])[] = [[]]
  groups.forEach((group, i) => {
    const later = groups.slice(i + 1).reduce((sum, { length }) => sum + length, 0)
    choices = choices.flatMap((chosen) => {
      const parts: (readonly number[])[] = []
      for (let n = 0; n <= Math.min(group.length, count - chosen.length); n++) {
        if (chosen.length + n + later >= count) parts.push([...chosen, ...group.slice(0, n)])
      }
      return parts
    })
  })
  return choices
}
