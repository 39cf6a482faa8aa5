import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeCluster } from './kubectl-cluster.ts'
import { measured, type ProcessFigures } from './process-figures.ts'

/** Imports a made-up cluster as a user does, in a process of its own. berth: the built command. */
export async function benchImport(
  berth: string,
  nodes: number,
  pods: number,
  slices: boolean,
): Promise<ProcessFigures & { readonly fileMib: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'berth-bench-'))
  try {
    const file = join(folder, 'cluster.json')
    const bytes = writeCluster(file, { nodes, pods, podsPerWorkload: 50, slices })
    const figures = await measured([berth, 'import', 'kubernetes', file, '--out', join(folder, 'out'), '--quiet'])
    return { ...figures, fileMib: bytes / 1024 / 1024 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
