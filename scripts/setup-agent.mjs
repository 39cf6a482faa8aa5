import { buildWhenStale } from './build.mjs'

/** Global set-up of test projects that run the agent on a host: the one file that is copied there. */
export async function setup() {
  await buildWhenStale('agent')
}
