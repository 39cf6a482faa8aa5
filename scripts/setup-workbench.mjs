import { buildWhenStale } from './build.mjs'

/** Global set-up of test projects that open the built workbench. */
export async function setup() {
  await buildWhenStale('workbench')
}
