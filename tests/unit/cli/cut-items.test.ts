import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonCutter } from '../../../src/cli/import/json-items.ts'
import { YamlCutter } from '../../../src/cli/import/yaml-items.ts'

/** What a cutter takes of a text that comes in pieces: parsed objects by number, and those that are no JSON. */
function cut(text: string, pieceBytes: number) {
  const taken: (readonly [number | null, unknown])[] = []
  const refused: (number | null)[] = []
  const cutter = new JsonCutter(
    ({ index, text: item }) => {
      try {
        taken.push([index, JSON.parse(item)])
        return true
      } catch {
        return false
      }
    },
    ({ index }) => refused.push(index),
  )
  const bytes = Buffer.from(text)
  for (let i = 0; i < bytes.length; i += pieceBytes) cutter.push(bytes.subarray(i, i + pieceBytes))
  return { taken, refused, isWhole: cutter.isWhole }
}

const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), { maxLength: 6 })

describe('lists of JSON', () => {
  it('are cut into their members, whatever is in them, however they are written and come in pieces', () => {
    fc.assert(
      fc.property(
        objects,
        fc.constantFrom(undefined, 1, 4),
        fc.integer({ min: 1, max: 64 }),
        (items, indent, piece) => {
          const plain: unknown[] = JSON.parse(JSON.stringify(items))
          const text = JSON.stringify(
            { apiVersion: 'v1', items: plain, kind: 'List', metadata: { items: [{}] } },
            null,
            indent,
          )
          expect(cut(text, piece)).toEqual({ taken: plain.map((item, i) => [i, item]), refused: [], isWhole: true })
          expect(cut(text, text.length + 9)).toEqual(cut(text, piece))
        },
      ),
    )
  })

  it('are cut right where the indentation says otherwise', () => {
    const text = '{"items": [\n  {"a": {\n  }, "b": 1},\n  {"c": "}"}\n]}'
    expect(cut(text, 1000).taken).toEqual([
      [0, { a: {}, b: 1 }],
      [1, { c: '}' }],
    ])
  })

  it('follow one another, beside documents without a list', () => {
    const text = '{"kind": "Node", "spec": {"items": [{}]}}\n{"items": [{"a": 1}]}\n{"items": [{"b": 1}]}'
    expect(cut(text, 7).taken).toEqual([
      [null, { kind: 'Node', spec: { items: [{}] } }],
      [0, { a: 1 }],
      [0, { b: 1 }],
    ])
  })

  it('say which member is no JSON, and whether the text breaks off', () => {
    expect(cut('{"items": [{"a": }, {"b": 1}]}', 5)).toEqual({ taken: [[1, { b: 1 }]], refused: [0], isWhole: true })
    expect(cut('{"items": [{"a": 1}, {"b', 5)).toMatchObject({ taken: [[0, { a: 1 }]], isWhole: false })
  })
})

function cutYaml(text: string): (readonly [number | null, string])[] {
  const taken: (readonly [number | null, string])[] = []
  const cutter = new YamlCutter(({ index, text: item }) => taken.push([index, item]))
  for (const line of text.split('\n')) cutter.push(line)
  cutter.end()
  return taken
}

describe('lists of YAML', () => {
  it.each(['', '  '])('are cut at their members, indented by "%s"', (indent) => {
    const lines = ['apiVersion: v1', 'items:', `${indent}- kind: Pod`, `${indent}  spec:`, `${indent}    containers:`]
    const more = [`${indent}    - name: a`, `${indent}- kind: Node`, 'kind: List', 'metadata:', "  resourceVersion: ''"]
    expect(cutYaml([...lines, ...more].join('\n'))).toEqual([
      [0, [`${indent}  kind: Pod`, ...lines.slice(3), more[0]].join('\n')],
      [1, `${indent}  kind: Node`],
    ])
  })

  it('follow one another, beside documents without a list', () => {
    const text = '# nodes\n---\nkind: Node\n---\nitems:\n- kind: Pod\n---\n\n'
    expect(cutYaml(text)).toEqual([
      [null, 'kind: Node'],
      [0, '  kind: Pod'],
    ])
  })
})
