import { lab as cluster } from './cluster.mjs'
import { lab as host } from './host.mjs'
import { lab as node } from './node.mjs'
import { lab as nri } from './nri.mjs'
import { lab as oracle } from './oracle.mjs'

/**
 * The labs: real parts that tests run against. One file a lab, named in this list in the order in which they run. A lab
 * is `{ name, isInstalled(), install(progress) }`:
 *
 * - `name`: its vitest project, its folder under tests/ and its word in BERTH_REQUIRE;
 * - `isInstalled()`: `{ ok, reason }` at once and without effects; `reason` says what is missing and what to do;
 * - `install(progress)`: a promise. `await progress.step('etcd 3.7.3', work)` shows each step and its time. What
 *   cannot be done is thrown as a LabFault, whose message is all that the user sees.
 */
export const LABS = [cluster, host, oracle, nri, node]
