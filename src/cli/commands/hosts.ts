import type { AgentHealth, HostHealth } from '../../model/api.ts'
import type { Arguments } from '../arguments.ts'
import { declareConnection } from '../client/connect.ts'
import { printProblem } from '../client/print-problem.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { outputOf, table } from '../output.ts'
import type { CommandBody } from './command-spec.ts'
import { withConnection } from './plans/with-connection.ts'

/** `berth hosts`: how each host of the target and its agent are. */
export const HOSTS: CommandBody = { declare: declareConnection, run: hosts }

const HEAD = [
  'HOST',
  'READY',
  'CORDONED',
  'AGENT',
  'VERSION',
  'LAST SEEN',
  'DRIFTED',
  'RUNTIME',
  'SHARED CPUS',
  'KUBELET',
]

function hosts(args: Arguments): Promise<ExitCode> {
  const output = outputOf(args)
  args.end(0)
  return withConnection(args, output, async ({ client }) => {
    const answer = await client.get<{ readonly hosts: readonly HostHealth[] }>('/api/hosts')
    if (!answer.ok) return printProblem(answer.problem, output)
    const { hosts } = answer.value
    output.answer(
      answer.value,
      () => table([HEAD, ...hosts.map(rowOf)]),
      () => hosts.map(({ host }) => host).join('\n'),
    )
    return EXIT.yes
  })
}

function rowOf({ host, ready, cordoned, agent }: HostHealth): readonly string[] {
  return [host, wordOf(ready), wordOf(cordoned), ...(agent === null ? ['none'] : agentCells(agent))]
}

function agentCells({ reason, version, lastSeenMs, drifted, node }: AgentHealth): readonly string[] {
  const seen = lastSeenMs === null ? 'never' : new Date(lastSeenMs).toISOString()
  const cells = [reason === '' ? 'answers' : reason, version ?? 'unknown', seen, String(drifted)]
  if (node === null) return cells
  const { isConnected, sharedCpus, kubeletPolicy, unfenced } = node
  const shared = unfenced === '' ? sharedCpus : `${sharedCpus}, not held to them: ${unfenced}`
  return [...cells, isConnected ? 'connected' : 'away', shared, kubeletPolicy ?? 'unknown']
}

function wordOf(value: boolean | null): string {
  if (value === null) return '-'
  return value ? 'yes' : 'no'
}
