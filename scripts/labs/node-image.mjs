import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { mustRun } from './host-image.mjs'

// The one image of the node lab's containers. There is no registry: containerd imports it from a file.

/** The program of every container, built from tests/node/lab/go/game. */
export const GAME = 'game'
export const IMAGE = 'berth.dev/lab/game:1'

/**
 * Writes the file game.tar, an OCI image archive of one layer with the program `game` alone, which only waits unless a
 * container gives it other words. `work` is a folder for what is needed on the way.
 */
export function writeImage(program, work, out) {
  const layer = join(work, 'layer.tar')
  mkdirSync(join(work, 'rootfs'), { recursive: true })
  mustRun('install', ['-m', '755', program, join(work, 'rootfs', GAME)])
  for (const folder of ['proc', 'sys', 'dev', 'etc', 'tmp'])
    mkdirSync(join(work, 'rootfs', folder), { recursive: true })
  pack(join(work, 'rootfs'), layer)
  const archive = join(work, 'archive')
  const layerBlob = addBlob(archive, readFileSync(layer))
  const config = addJson(archive, {
    architecture: 'amd64',
    os: 'linux',
    config: { Entrypoint: [`/${GAME}`], Cmd: ['pause'] },
    rootfs: { type: 'layers', diff_ids: [layerBlob.digest] },
  })
  const oci = (kind) => `application/vnd.oci.image.${kind}`
  const manifest = addJson(archive, {
    schemaVersion: 2,
    mediaType: oci('manifest.v1+json'),
    config: { mediaType: oci('config.v1+json'), ...config },
    layers: [{ mediaType: oci('layer.v1.tar'), ...layerBlob }],
  })
  const named = { 'io.containerd.image.name': IMAGE, 'org.opencontainers.image.ref.name': IMAGE.split(':')[1] }
  const index = { mediaType: oci('manifest.v1+json'), ...manifest, annotations: named }
  writeFileSync(join(archive, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [index] }))
  writeFileSync(join(archive, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
  mkdirSync(dirname(out), { recursive: true })
  pack(archive, out)
}

/** The same bytes from the same files, whoever packs them and when. */
function pack(folder, out) {
  mustRun('tar', [
    '-C',
    folder,
    '--format=ustar',
    '--sort=name',
    '--owner=0',
    '--group=0',
    '--mtime=@0',
    '-cf',
    out,
    '.',
  ])
}

function addJson(archive, value) {
  return addBlob(archive, Buffer.from(JSON.stringify(value)))
}

function addBlob(archive, bytes) {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const folder = join(archive, 'blobs', 'sha256')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, sha256), bytes)
  return { digest: `sha256:${sha256}`, size: bytes.length }
}
