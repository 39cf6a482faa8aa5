import { buildWhenStale } from './build.mjs'

/** Global set-up of test projects that kill adapters: builds the one that dies when it is told to. */
export async function setup() {
  await buildWhenStale('crash')
}
