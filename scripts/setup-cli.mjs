import { buildWhenStale } from './build.mjs'

/** Global set-up of test projects that start the built command. */
export async function setup() {
  await buildWhenStale('cli')
}
