import type { Host, NumaNode } from '../model/fleet.ts'

/** One NumaNode as a grid of cells: cores run along x and wrap, the threads of a core stand one above the other. */
export interface NumaBox {
  readonly numa: number
  readonly x: number
  readonly y: number
  readonly columns: number
  readonly rows: number
  /** Cpu number by row × columns + column, -1 where the grid has no Cpu. */
  readonly cpus: Int32Array
}

/** A host drawn in cells: a header, its NumaNodes, a strip of VFs and a bar of IPs. Lengths are in cells. */
export interface HostBlock {
  readonly width: number
  readonly height: number
  readonly boxes: readonly NumaBox[]
  readonly vfY: number
  readonly ipY: number
}

export const HEADER_CELLS = 2
export const STRIP_CELLS = 1.5
export const BAR_CELLS = 1
const NUMA_GAP = 1
const STRIP_GAP = 0.5
/** Blocks a little wider than high flow best under their headers. */
const ASPECT_WANTED = 1.35

/** Of all arrangements of NumaNodes and cores, the one whose block is nearest the wanted aspect and least empty. */
export function hostBlock(host: Host): HostBlock {
  const coresMax = Math.max(...host.numaNodes.map((numa) => numa.cores.length))
  const threads = Math.max(...host.numaNodes.map((numa) => Math.max(...numa.cores.map((core) => core.length))))
  let best = { columns: 1, across: 1, cost: Infinity }
  for (let across = 1; across <= host.numaNodes.length; across++) {
    for (let columns = 1; columns <= coresMax; columns++) {
      const rows = Math.ceil(coresMax / columns) * threads
      const down = Math.ceil(host.numaNodes.length / across)
      const width = across * (columns + NUMA_GAP)
      const height = down * (rows + NUMA_GAP) + HEADER_CELLS + STRIP_CELLS + BAR_CELLS
      const aspect = width / height / ASPECT_WANTED
      const waste = (across * down * columns * rows) / (host.numaNodes.length * coresMax * threads)
      const cost = (aspect > 1 ? aspect : 1 / aspect) * waste * waste
      if (cost < best.cost) best = { columns, across, cost }
    }
  }
  return arrange(host, best.columns, best.across, threads)
}

function arrange(host: Host, columns: number, across: number, threads: number): HostBlock {
  const rows = Math.max(...host.numaNodes.map((numa) => Math.ceil(numa.cores.length / columns))) * threads
  const boxes = host.numaNodes.map((numa, n) =>
    numaBox(
      numa,
      (n % across) * (columns + NUMA_GAP),
      HEADER_CELLS + Math.floor(n / across) * (rows + NUMA_GAP),
      columns,
      threads,
    ),
  )
  const width = Math.max(...boxes.map((box) => box.x + box.columns))
  const bottom = Math.max(...boxes.map((box) => box.y + box.rows))
  const vfY = bottom + STRIP_GAP
  const ipY = vfY + (host.allocatable.vfs > 0 ? STRIP_CELLS + STRIP_GAP : 0)
  return { width, height: ipY + BAR_CELLS, boxes, vfY, ipY }
}

function numaBox(numa: NumaNode, x: number, y: number, columns: number, threads: number): NumaBox {
  const rows = Math.ceil(numa.cores.length / columns) * threads
  const cpus = new Int32Array(columns * rows).fill(-1)
  numa.cores.forEach((core, c) => {
    core.forEach((cpu, t) => {
      cpus[(Math.floor(c / columns) * threads + t) * columns + (c % columns)] = cpu
    })
  })
  return { numa: numa.id, x, y, columns, rows, cpus }
}
