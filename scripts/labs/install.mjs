import { installPackages, requireNode } from '../prepare.mjs'

// `npm run labs:install [-- NAME...]`: gets and builds the real parts that tests run against, those named or all.

requireNode()
installPackages()
const { LABS } = await import('./list.mjs')
const { createProgress, LabFault } = await import('./progress.mjs')

const names = process.argv.slice(2)
const unknown = names.filter((name) => !LABS.some((lab) => lab.name === name))
if (unknown.length > 0) {
  process.stderr.write(`no lab ${unknown.join(', ')}; there are ${LABS.map((lab) => lab.name).join(', ')}\n`)
  process.exit(2)
}

for (const lab of LABS) {
  if (names.length > 0 && !names.includes(lab.name)) continue
  const progress = createProgress(lab.name)
  if (lab.isInstalled().ok) {
    progress.note('installed already')
    continue
  }
  try {
    await lab.install(progress)
    const { ok, reason } = lab.isInstalled()
    if (!ok) throw new LabFault(reason)
    progress.note('installed')
  } catch (fault) {
    process.stderr.write(`${lab.name}: not installed: ${fault.message}\n`)
    process.exitCode = 1
  }
}
