import { dirname, join, relative, resolve } from 'node:path'
import type ts from 'typescript'
import type { Fault } from '../../base/result.ts'
import { packageRoot } from '../package-root.ts'

/** The module whose types a policy is written against, as it is imported and where it is. */
export const POLICY_TYPES = 'berth/policy'

/**
 * Checks the types of a policy as TypeScript does, strictly, with nothing of Node or a browser in sight: each error
 * with its line. That the default export is a policy is checked too, whether or not its author says `satisfies Policy`.
 */
export async function typeFaults(path: string): Promise<readonly Fault[]> {
  const { default: typescript } = await import('typescript')
  const file = resolve(path)
  const asked = join(dirname(file), `.${'berth'}-policy-check.ts`)
  const question = [
    `import type { Policy } from '${POLICY_TYPES}'`,
    `import policy from ${JSON.stringify(file)}`,
    'export const checked: Policy = policy',
  ].join('\n')
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: typescript.ScriptTarget.ES2022,
    module: typescript.ModuleKind.ESNext,
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    lib: ['lib.es2022.d.ts'],
    types: [],
    paths: { [POLICY_TYPES]: [join(packageRoot(), 'src', 'model', 'policy.ts')] },
  }
  const host = typescript.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (name) => resolve(name) === asked || fileExists(name)
  host.readFile = (name) => (resolve(name) === asked ? question : readFile(name))
  host.getSourceFile = (name, language, ...rest) =>
    resolve(name) === asked
      ? typescript.createSourceFile(name, question, language)
      : getSourceFile(name, language, ...rest)
  const program = typescript.createProgram([file, asked], options, host)
  const faults = typescript.getPreEmitDiagnostics(program).map((diagnostic) => {
    const { file: source, start = 0 } = diagnostic
    const isAsked = source !== undefined && resolve(source.fileName) === asked
    const line = source === undefined || isAsked ? null : source.getLineAndCharacterOfPosition(start).line + 1
    const isPolicy = source === undefined || isAsked || resolve(source.fileName) === file
    const shown = isPolicy ? path : relative(process.cwd(), source.fileName)
    return faultOf(line === null ? path : `${shown}:${line}`, diagnostic.messageText, isAsked)
  })
  // What is wrong within the policy says more than that the whole of it is none.
  const own = faults.filter(({ isWhole }) => !isWhole)
  return (own.length > 0 ? own : faults).map(({ fault }) => fault)
}

interface TypeFault {
  readonly fault: Fault
  readonly isWhole: boolean
}

function faultOf(path: string, message: string | ts.DiagnosticMessageChain, isWhole: boolean): TypeFault {
  const texts = textsOf(message)
  // The innermost pair of types is the one that differs.
  for (const text of [...texts].reverse()) {
    const pair = /^Type '(.+)' is not assignable to type '(.+?)'/.exec(text)
    if (pair !== null) return { fault: { path, found: `type ${pair[1]}`, expected: `type ${pair[2]}` }, isWhole }
  }
  return { fault: { path, found: texts[0].replace(/\.$/, ''), expected: 'what TypeScript accepts' }, isWhole }
}

function textsOf(message: string | ts.DiagnosticMessageChain): readonly string[] {
  if (typeof message === 'string') return [message]
  return [message.messageText, ...(message.next ?? []).flatMap(textsOf)]
}
