import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildOnce, keyOf, labsFolder } from './cache.mjs'
import { buildImage, IMAGE_SCRIPTS } from './host-image.mjs'
import { hasQemu, installPrograms, QEMU } from './host-packages.mjs'

/** The folder of the guest's kernel and disks, there or not. */
export function hostParts() {
  return join(labsFolder(), `host-${keyOf([...IMAGE_SCRIPTS, 'scripts/labs/host-image.mjs'])}`)
}

/** A Linux host of 2 NumaNodes with virtual functions, cgroup v2 and project quota: a guest of QEMU, all emulated. */
export const lab = {
  name: 'host',
  isInstalled() {
    const how = 'get it by npm run labs:install -- host'
    if (!existsSync(hostParts())) return { ok: false, reason: `no image in ${hostParts()}; ${how}` }
    if (!hasQemu()) return { ok: false, reason: `no ${QEMU} of version 8 or newer; ${how}` }
    return { ok: true, reason: '' }
  },
  async install(progress) {
    const from = await installPrograms(progress)
    await buildOnce(hostParts(), progress, (draft) => buildImage(draft, progress, from))
  },
}
