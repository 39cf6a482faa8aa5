import { expect, it } from 'vitest'
import { jsonList } from '../../../src/cli/export/kube-objects.ts'

it.each([[[]], [[{ kind: 'Pod' }]], [[{ kind: 'Namespace' }, { kind: 'Pod' }]]])(
  'writes %j as one JSON List',
  async (items: readonly object[]) => {
    let text = ''
    const list = jsonList({ write: async (bytes) => void (text += bytes), close: () => {} })
    for (const item of items) await list.write(item)
    await list.end()
    expect(JSON.parse(text)).toEqual({ apiVersion: 'v1', kind: 'List', items })
  },
)
