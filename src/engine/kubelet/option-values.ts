import type { Fault } from '../../base/result.ts'

// Source: kubernetes v1.37.2, pkg/kubelet/cm/cpumanager/policy_options.go and topologymanager/policy_options.go.

const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True']
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False']

/** A flag among options of the kubelet, which are texts; false when it is not there. A bad value is a fault. */
export function flagOption(
  options: Readonly<Record<string, string>>,
  name: string,
  path: string,
  faults: Fault[],
): boolean {
  const value = options[name]
  if (value === undefined || FALSE.includes(value)) return false
  if (TRUE.includes(value)) return true
  const words = `bad value for option "${name}": strconv.ParseBool: parsing "${value}": invalid syntax`
  faults.push({ path: `${path}.${name}`, found: value, expected: `true or false: ${words}` })
  return false
}

/** Adds a fault for each option that is none of `known`; `whose` is upstream's name for who reads them. */
export function unknownOptions(
  options: Readonly<Record<string, string>>,
  known: readonly string[],
  path: string,
  whose: string,
  faults: Fault[],
): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    faults.push({
      path: `${path}.${name}`,
      found: name,
      expected: `one of ${known.join(', ')}: unknown ${whose} Policy option: "${name}"`,
    })
  }
}
