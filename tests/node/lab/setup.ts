import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { hostParts } from '../../../scripts/labs/host.mjs'
import { lab, nodeParts } from '../../../scripts/labs/node.mjs'
import { KWOK_HOSTS, type NodeAddress, startNode } from './node.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    node: NodeAddress
    /** Each step of the start and the ms after which it was done. */
    nodeSteps: readonly (readonly [string, number])[]
  }
}

/** The project whose guest has systemd. */
const SYSTEMD = 'long-systemd'

/**
 * Global set-up of the project `node`: one cluster and one guest for all its files, which run one at a time. Tests get
 * them by `sharedNode()`. The guest's console stays in .cache when a test failed.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { ok, reason } = lab.isInstalled()
  if (!ok) throw new Error(`the node lab is not here: ${reason}`)
  const serialPath = join(project.config.root, '.cache', `node-console-${process.pid}.log`)
  const steps: [string, number][] = []
  const node = await startNode({
    hostParts: hostParts(),
    nodeParts: nodeParts(),
    serialPath,
    kwokHosts: KWOK_HOSTS,
    init: project.name === SYSTEMD ? 'systemd' : 'lab',
    onStep: (step, ms) => steps.push([step, ms]),
  })
  project.provide('node', node.lab.address)
  project.provide('nodeSteps', steps)
  return async () => {
    const hasFailures = project.vitest.state.getCountOfFailedTests() > 0
    await node.stop({ keepLog: hasFailures })
    if (hasFailures) process.stderr.write(`the guest's console: ${serialPath}\n`)
  }
}
