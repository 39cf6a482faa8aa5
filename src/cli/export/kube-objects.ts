import { stringify } from 'yaml'
import type { Sink } from './text-sink.ts'

/** Writes objects of Kubernetes, in order, as kubectl takes them. */
export interface KubeObjects {
  write(object: object): Promise<void>
  /** After the last. */
  end(): Promise<void>
}

/** YAML documents: what `kubectl apply -f` reads as it comes. */
export function yamlDocuments(sink: Sink): KubeObjects {
  const write = (object: object): Promise<void> =>
    sink.write(`---\n${stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })}`)
  return { write, end: async () => {} }
}

/** One JSON object of kind List, as `kubectl get -o json` writes several: an item a line. */
export function jsonList(sink: Sink): KubeObjects {
  let before = '{"apiVersion":"v1","kind":"List","items":['
  return {
    async write(object) {
      await sink.write(`${before}\n${JSON.stringify(object)}`)
      before = ','
    },
    end: () => sink.write(`${before === ',' ? '' : before}\n]}\n`),
  }
}
