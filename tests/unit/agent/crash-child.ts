import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { atMoment, openFakeAgent } from './fake-host.ts'
import { FakeKernel } from './fake-kernel.ts'
import { SEQUENCE } from './sequence.ts'

/**
 * One life of an agent in a process of its own: goes on with the sequence where the adapter's side left it and kills
 * itself at the given moment. `node crash-child.js ROOT MOMENT`; moment 0: never. Ends with 0 when all is done.
 */
const [root, moment] = process.argv.slice(2)
const progress = join(root, 'progress')
const kernel = new FakeKernel(root)
// The agent's own number, which stands for the host's namespace, is another in each life.
kernel.beforeWrite = (words) => {
  appendFileSync(join(root, 'writes'), `${words.replace(`netns ${process.pid}`, 'netns HOST')}\n`)
}
const killer = atMoment(Number(moment), () => process.kill(process.pid, 'SIGKILL'))
const agent = await openFakeAgent(root, { observe: killer.observe }, kernel)
const first = existsSync(progress) ? Number(readFileSync(progress, 'utf8')) : 0
for (let i = first; i < SEQUENCE.length; i++) {
  const decision = SEQUENCE[i]
  if (typeof decision === 'string') {
    // Null: the release before the crash was finished at the start.
    const outcome = await agent.release(decision)
    if (outcome?.kind === 'failed') throw new Error(JSON.stringify(outcome))
  } else {
    const outcome = await agent.apply(decision)
    if (outcome.kind !== 'applied') throw new Error(JSON.stringify(outcome))
  }
  writeFileSync(progress, String(i + 1))
}
writeFileSync(join(root, 'moments'), String(killer.count()))
