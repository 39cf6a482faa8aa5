import type { HostType } from './host-type.ts'
import type { Shape } from './instance.ts'
import type { LinearModel } from './solver.ts'

/**
 * Adds to a model one host of a type with whole numbers of pods of each shape on it, and returns for each shape the
 * columns that sum to its pods there.
 *
 * A `single` pod has a column for each NumaNode: its Cpus, its memory and its VF are of that one. A `preferred` pod may
 * lie across any NumaNodes, so only the sums over the host bind it; the engine gives it the fewest, which is a choice
 * among what is allowed here. A pod with a disk is on one disk. Addresses: the pods of a network mode need those open
 * to it, all pods together no more than there are, which is Hall's condition for the two modes and so exact. What is
 * left out only makes more possible: what is a bound here is a bound of what the engine can do.
 *
 * used  the column that is 1 when the host is used, or null when it is used in any case
 */
export function addHost(
  model: LinearModel,
  type: HostType,
  shapes: readonly Shape[],
  used: number | null,
): readonly (readonly number[])[] {
  const numas = type.cpus.map((_, numa) => numa)
  const column = (): number => model.columns.push({ cost: 0, upper: Number.POSITIVE_INFINITY, isInteger: true }) - 1
  const atMost = (limit: number, terms: readonly (readonly [number, number])[]): void => {
    if (terms.length === 0) return
    const all = used === null ? terms : [...terms, [used, -limit] as const]
    model.rows.push({ lower: Number.NEGATIVE_INFINITY, upper: used === null ? limit : 0, terms: all })
  }
  const onNuma = shapes.map(({ request }) => {
    return request.numa === 'single' ? numas.map((numa) => (fitsNuma(type, numa, request) ? column() : -1)) : []
  })
  const across = shapes.map(({ request }) => (request.numa === 'preferred' ? column() : -1))
  const columns = shapes.map((_, s) => [...onNuma[s], across[s]].filter((index) => index >= 0))

  const amounts = [
    { of: (shape: Shape) => shape.request.cpus, has: type.cpus },
    { of: (shape: Shape) => shape.request.memoryMib, has: type.memoryMib },
    { of: (shape: Shape) => (shape.request.network === 'sriov' ? 1 : 0), has: type.vfs },
  ]
  const wantedBy = (of: (shape: Shape) => number, pick: (s: number) => readonly number[]) =>
    shapes.flatMap((shape, s) => {
      const amount = of(shape)
      return amount === 0 ? [] : pick(s).map((index) => [index, amount] as const)
    })
  for (const { of, has } of amounts) {
    for (const numa of numas) {
      atMost(
        has[numa],
        wantedBy(of, (s) => (onNuma[s][numa] >= 0 ? [onNuma[s][numa]] : [])),
      )
    }
    const total = has.reduce((sum, amount) => sum + amount, 0)
    if (across.some((index) => index >= 0))
      atMost(
        total,
        wantedBy(of, (s) => columns[s]),
      )
  }
  for (const mode of ['sriov', 'bridge'] as const) {
    atMost(
      type.ips[mode],
      wantedBy(
        (shape) => (shape.request.network === mode ? 1 : 0),
        (s) => columns[s],
      ),
    )
  }
  atMost(
    type.ips.all,
    wantedBy(
      () => 1,
      (s) => columns[s],
    ),
  )
  shapes.forEach(({ perHostMax }, s) => {
    if (perHostMax !== null)
      atMost(
        perHostMax,
        columns[s].map((index) => [index, 1] as const),
      )
  })
  addDisks(model, type, shapes, columns, atMost, column)
  return columns
}

function fitsNuma(type: HostType, numa: number, request: Shape['request']): boolean {
  return (
    request.cpus <= type.cpus[numa] &&
    request.memoryMib <= type.memoryMib[numa] &&
    (request.network !== 'sriov' || type.vfs[numa] > 0)
  )
}

type AtMost = (limit: number, terms: readonly (readonly [number, number])[]) => void

/** Every pod that wants a disk is on one: capacity and IO share of each disk bind. */
function addDisks(
  model: LinearModel,
  { disks }: HostType,
  shapes: readonly Shape[],
  columns: readonly (readonly number[])[],
  atMost: AtMost,
  column: () => number,
): void {
  const wanting = shapes.map(({ request }, s) => ({ request, s })).filter(({ request }) => request.diskMib > 0)
  const onDisk = wanting.map(() => disks.map(column))
  wanting.forEach(({ s }, w) => {
    const terms = [...columns[s].map((index) => [index, -1] as const), ...onDisk[w].map((index) => [index, 1] as const)]
    if (terms.length > 0) model.rows.push({ lower: 0, upper: 0, terms })
  })
  disks.forEach(({ capacityMib, ioKibps }, d) => {
    const on = (of: (request: Shape['request']) => number) =>
      wanting.flatMap(({ request }, w) => (of(request) === 0 ? [] : [[onDisk[w][d], of(request)] as const]))
    atMost(
      capacityMib,
      on(({ diskMib }) => diskMib),
    )
    atMost(
      ioKibps,
      on(({ ioKibps: share }) => share),
    )
  })
}
