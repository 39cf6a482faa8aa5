import { expect, test } from 'vitest'
import { imageLocality } from '../../../../src/engine/kube-scheduler/score/image-locality.ts'

const MIB = 1 << 20

/** The score of a pod of these images on the first of two nodes, which has them with so many MiB. */
function scored(images: Readonly<Record<string, number>>): readonly number[] | null {
  const nodeNames = new Set(['a'])
  const states = Object.entries(images).map(([name, mib]) => [name, { sizeBytes: mib * MIB, nodeNames }] as const)
  const about = { cluster: { nodes: [{}, {}] }, pod: { images: Object.keys(images) } }
  type Args = Parameters<typeof imageLocality.score>
  return imageLocality.score(about as unknown as Args[0], [{ images: new Map(states) }] as unknown as Args[1])
}

test.each([
  ['none', {}, 0],
  ['one too small to count', { 'x:1': 40 }, 0],
  ['one of half a GiB on half of the nodes', { 'x:1': 512 }, 23],
  ['one of more than counts', { 'x:1': 4000 }, 100],
] as const)('images of a pod: %s', (_, images, score) => {
  expect(scored(images)).toEqual([score])
})
