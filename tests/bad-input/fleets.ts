import { parseScenarioFile, resolveScenario } from '../../src/model/parse/scenario.ts'
import { LIBRARY, SCENARIO } from './good.ts'
import { row } from './row.ts'

/** The fleet.json of the good scenario with two hosts. */
function fleetJson(): string {
  const file = parseScenarioFile(SCENARIO.replace(', memoryPerNumaNode: 1Gi', ''))
  if (!file.ok) throw new Error('the good scenario is not good')
  const scenario = resolveScenario(file.value, 'smoke', LIBRARY)
  if (!scenario.ok) throw new Error('the good scenario does not resolve')
  return JSON.stringify(scenario.value.fleet)
}

const FLEET = fleetJson()

const ROWS = [
  row(
    'a sum that is wrong',
    [['"allocatable":{"cpus":12', '"allocatable":{"cpus":13']],
    'hosts[0].allocatable.cpus: found 13, expected 12, the sum over the host',
  ),
  row(
    'a Cpu twice on a host, and reserved where there is none',
    [
      ['"cores":[[0,8],[1,9]', '"cores":[[0,8],[0,9]'],
      ['"reservedCpus":"0,4,8,12"', '"reservedCpus":"0,4,8,99"'],
    ],
    'hosts[0].numaNodes[0].cores[1]: found Cpu 0 again, expected each Cpu once on the host',
    'hosts[0].reservedCpus: found 99, expected Cpus of this host',
    'hosts[0].allocatable.cpus: found 12, expected 11, the sum over the host',
  ),
  row(
    'amounts beyond 31 bits',
    [
      ['"id":0,"memoryMib":16384', '"id":0,"memoryMib":2147483648'],
      ['"capacityMib":102400,"ioKibps":102400', '"capacityMib":2147483648,"ioKibps":9007199254740991'],
    ],
    'hosts[0].numaNodes[0].memoryMib: found 2147483648, expected a whole number from 0 to 2147483647',
    'hosts[0].disks[0].capacityMib: found 2147483648, expected a whole number from 0 to 2147483647',
    'hosts[0].disks[0].ioKibps: found 9007199254740991, expected a whole number from 0 to 2147483647',
  ),
  row(
    'a host of more memory than 31 bits',
    [
      ['"id":0,"memoryMib":16384', '"id":0,"memoryMib":2147467264'],
      ['"memoryMib":32768', '"memoryMib":2147483648'],
    ],
    'hosts[0].numaNodes: found 2147483648 MiB in all, expected at most 2147483647 MiB on one host',
  ),
  row(
    'a fleet without hosts',
    [[FLEET.slice(0, FLEET.indexOf('"segments"')), '{"hosts":[],']],
    'hosts: found a list of 0, expected a list of 1 to 100000',
  ),
  row(
    'two hosts of one name',
    [['"name":"sz-a-m01-h0002"', '"name":"sz-a-m01-h0001"']],
    'hosts[1].name: found "sz-a-m01-h0001", expected a name no other host has',
  ),
  row(
    'NumaNodes that are not dense',
    [['"id":1', '"id":2']],
    'hosts[0].numaNodes[1].id: found 2, expected 1: ids are dense and ascend',
  ),
  row(
    'a NIC of a NumaNode that is not there, an unknown key',
    [
      ['"numa":1', '"numa":7'],
      ['"vfs":8}],"disks"', '"vfs":8}],"fpgas":8,"disks"'],
    ],
    'hosts[0].fpgas: found an unknown key, expected one of name, region, idc, module, rack, topology, numaNodes, reservedCpus, nics, gpus, disks, volumeAttachMax, taints, allocatable',
  ),
  row(
    'taints that no Kubernetes knows',
    [['"vfs":8}],"disks"', '"vfs":8}],"taints":[{"key":"","value":"a b","effect":"NoRun"}],"disks"']],
    'hosts[0].taints[0].key: found "", expected a key such as example.com/batch',
    'hosts[0].taints[0].value: found "a b", expected a value, or nothing',
    'hosts[0].taints[0].effect: found "NoRun", expected one of NoSchedule, PreferNoSchedule, NoExecute',
  ),
  row(
    'GPUs that are no list',
    [['"vfs":8}],"disks"', '"vfs":8}],"gpus":8,"disks"']],
    'hosts[0].gpus: found 8, expected a list of 0 to 64',
  ),
  row(
    'a GPU of a NumaNode that is not there, two of one name',
    [['"vfs":8}],"disks"', '"vfs":8}],"gpus":[{"name":"g0","numa":0},{"name":"g0","numa":7}],"disks"']],
    'hosts[0].gpus[1].numa: found 7, expected the id of a NumaNode of this host',
    'hosts[0].gpus[1].name: found "g0", expected a name no other GPU of the host has',
  ),
  row(
    'a NIC that carries less than nothing',
    [['"vfs":8}],"disks"', '"vfs":8,"mbps":-1,"kpps":1.5}],"disks"']],
    'hosts[0].nics[0].mbps: found -1, expected a whole number from 0 to 2147483647',
    'hosts[0].nics[0].kpps: found 1.5, expected a whole number from 0 to 2147483647',
  ),
  row(
    'less than nothing in a volume pool, and a host that attaches too many',
    [
      ['"vfs":8}],"disks"', '"vfs":8}],"volumeAttachMax":5000,"disks"'],
      ['"segments"', '"volumePools":[{"name":"ceph","capacityMib":-1}],"segments"'],
    ],
    'hosts[0].volumeAttachMax: found 5000, expected a whole number from 0 to 1024',
    'volumePools[0].capacityMib: found -1, expected a whole number from 0 to 2147483647',
  ),
  row(
    'volume pools of one name, bound to what is not there and to nothing',
    [
      [
        '"segments"',
        '"volumePools":[{"name":"ceph","capacityMib":5,"boundTo":{"hosts":["h9"]}},' +
          '{"name":"ceph","capacityMib":5,"boundTo":{}}],"segments"',
      ],
    ],
    'volumePools[1].name: found "ceph", expected a name no other volume pool has',
    'volumePools[0].boundTo.hosts[0]: found "h9", expected the name of a host: sz-a-m01-h0001, sz-a-m01-h0002',
    'volumePools[1].boundTo: found nothing bound, expected at least one host, rack or module',
  ),
  row(
    'a rack in two modules',
    [['"module":"sz-a-m01","rack":"sz-a-m01-r01"', '"module":"sz-a-m02","rack":"sz-a-m01-r01"']],
    'hosts[1].rack: found sz-a-m01-r01 in module sz-a-m01, expected rack names in one module; sz-a-m01-r01 is in sz-a-m02',
  ),
]

export const FLEET_ROWS = { good: FLEET, rows: ROWS }
