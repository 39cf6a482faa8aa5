import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { parseDocumentText } from '../../model/parse/document.ts'
import { shortened } from '../../model/parse/faults.ts'
import { isDirectory } from '../run/run-directory.ts'
import { unreadWords } from '../scenario-source.ts'
import { type CutItem, JsonCutter } from './json-items.ts'
import { YamlCutter } from './yaml-items.ts'

/** Who takes the objects of files, and hears of what cannot be read. */
export interface ObjectTaker {
  readonly add: (item: unknown, path: string) => void
  readonly fault: (path: string, found: string, expected: string) => void
}

const PIECE_BYTES = 4 * 1024 * 1024

/** Files that a word names: itself, or those of a folder that end in .json, .yaml or .yml, by name. */
export function filesOf(word: string): readonly string[] {
  if (!isDirectory(word)) return [word]
  return readdirSync(word)
    .filter((name) => /\.(json|ya?ml)$/.test(name))
    .sort()
    .map((name) => join(word, name))
}

/** Hands every object of a file of kubectl to `taker`, JSON or YAML by its first character. `onBytes`: bytes read. */
export function readObjects(file: string, taker: ObjectTaker, onBytes: (bytes: number) => void): void {
  let descriptor: number
  try {
    descriptor = openSync(file, 'r')
  } catch (error) {
    taker.fault(file, unreadWords(error), 'a readable file')
    return
  }
  try {
    readPieces(descriptor, file, taker, onBytes)
  } catch (error) {
    taker.fault(file, unreadWords(error), 'a readable file')
  } finally {
    closeSync(descriptor)
  }
}

function readPieces(descriptor: number, file: string, taker: ObjectTaker, onBytes: (bytes: number) => void): void {
  const piece = Buffer.alloc(PIECE_BYTES)
  let count = 0
  const refuse = (item: CutItem): void =>
    taker.fault(pathOf(file, item), shortened(item.text.replaceAll(/\s+/g, ' ')), 'JSON')
  const json = new JsonCutter((item) => {
    count++
    return takeJson(item, file, taker)
  }, refuse)
  const yaml = new YamlCutter((item) => {
    count++
    takeYaml(item, file, taker)
  })
  const decoder = new StringDecoder('utf8')
  let isJson: boolean | null = null
  let rest = ''
  for (;;) {
    const length = readSync(descriptor, piece, 0, PIECE_BYTES, null)
    if (length === 0) break
    onBytes(length)
    const bytes = piece.subarray(0, length)
    isJson ??= startsAsJson(bytes)
    if (isJson) json.push(bytes)
    else {
      const lines = (rest + decoder.write(bytes)).split('\n')
      rest = lines.pop() as string
      for (const line of lines) yaml.push(line.replace(/\r$/, ''))
    }
  }
  if (isJson === false) {
    yaml.push(rest)
    yaml.end()
  }
  if (isJson === true && !json.isWhole) taker.fault(file, 'text that breaks off', 'JSON to its end')
  else if (count === 0) taker.fault(file, 'no object', 'Nodes and Pods as kubectl get -o json or -o yaml writes them')
}

/** Whether the first character that is no blank opens a map or a list of JSON. */
function startsAsJson(bytes: Buffer): boolean {
  const first = /[^\s\uFEFF]/.exec(bytes.toString('utf8', 0, 1024))?.[0]
  return first === '{' || first === '['
}

function pathOf(file: string, { index }: CutItem): string {
  return index === null ? `${file}: document` : `${file}: items[${index}]`
}

/** Whether the object is JSON; then it was taken. */
function takeJson(item: CutItem, file: string, taker: ObjectTaker): boolean {
  let value: unknown
  try {
    value = JSON.parse(item.text)
  } catch {
    return false
  }
  taker.add(value, pathOf(file, item))
  return true
}

function takeYaml(item: CutItem, file: string, taker: ObjectTaker): void {
  const parsed = parseDocumentText(item.text)
  if (parsed.ok) taker.add(parsed.value, pathOf(file, item))
  else
    for (const { path, found, expected } of parsed.faults)
      taker.fault(`${pathOf(file, item)}${path === '' ? '' : `, ${path}`}`, found, expected)
}
