import type { Command } from 'commander'
import { SCENARIO_SIZES, type ScenarioSize } from '../../model/scenario.ts'
import { TARGET_KINDS, type TargetKind } from '../../model/snapshot.ts'
import type { Arguments } from '../arguments.ts'

/** Which target is opened, and what it needs. */
export interface TargetChoice {
  readonly kind: TargetKind
  readonly kubeconfig: string | null
  readonly context: string | null
  readonly writer: string
  readonly namespace: string
  /** Path of a file of segments and pools; `agents` only. */
  readonly networks: string | null
  /** Where agents join; null with a cluster whose Nodes have none. */
  readonly joinListen: string | null
  /** By which agents reach this machine, beside its own names. */
  readonly names: readonly string[]
  /** What the sandbox simulates. */
  readonly scenario: string
  readonly size: ScenarioSize
}

/** Options that go with one kind of target alone. */
const OPTIONS_OF: Readonly<Record<TargetKind, readonly string[]>> = {
  kubernetes: ['--kubeconfig', '--context', '--writer', '--namespace', '--join-listen'],
  agents: ['--networks', '--join-listen'],
  sandbox: ['--scenario', '--size'],
}

/** Declares the options by which a target is chosen. */
export function declareTarget(command: Command): void {
  command
    .option('--target [KIND]', `${TARGET_KINDS.join(', ')} (default: sandbox)`)
    .option(
      '--kubeconfig [FILE]',
      'kubernetes: whom to ask (default: $KUBECONFIG, ~/.kube/config, or the service account)',
    )
    .option('--context [NAME]', 'kubernetes: a context of the kubeconfig (default: its current one)')
    .option('--writer [NAME]', 'kubernetes: binds to Nodes labelled berth.dev/writer=NAME alone (default: berth)')
    .option('--namespace [NAME]', 'kubernetes: where the ConfigMap berth-networks is (default: berth)')
    .option('--networks [FILE]', 'agents: segments and pools of the fleet (needed)')
    .option('--join-listen [ADDRESS:PORT]', 'where agents join (default: agents: 127.0.0.1:7442; kubernetes: nowhere)')
    .option('--scenario [SCENARIO]', 'sandbox: whose hosts are simulated (default: launch-day)')
    .option('--size [SIZE]', `sandbox: ${SCENARIO_SIZES.join(', ')} (default: smoke)`)
}

/** The target chosen; faults go to `args`. fallback: the kind when none is named. */
export function targetChoice(args: Arguments): TargetChoice {
  const kind = args.choice('--target', TARGET_KINDS, 'sandbox')
  for (const [other, options] of Object.entries(OPTIONS_OF)) {
    if (other === kind) continue
    for (const option of options) {
      if (args.given(option) && !OPTIONS_OF[kind].includes(option))
        args.fault(option, `an option of ${other}`, `none of it with --target ${kind}`)
    }
  }
  const networks = args.text('--networks', 'a file of segments and pools', null)
  return {
    kind,
    kubeconfig: args.text('--kubeconfig', 'a file', null),
    context: args.text('--context', 'a context', null),
    writer: args.text('--writer', 'a name', 'berth'),
    namespace: args.text('--namespace', 'a namespace', 'berth'),
    networks,
    joinListen: args.text('--join-listen', 'ADDRESS:PORT', kind === 'agents' ? '127.0.0.1:7442' : null),
    names: [],
    scenario: args.text('--scenario', 'a scenario', 'launch-day'),
    size: args.choice('--size', SCENARIO_SIZES, 'smoke'),
  }
}
