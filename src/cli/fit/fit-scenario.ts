import { readFileSync } from 'node:fs'
import { startSimulation } from '../../../simulator/simulate.ts'
import { type Filled, type FillShape, fill } from '../../../simulator/what-if/fill.ts'
import { commandLine } from '../../base/command-line.ts'
import { decimalText } from '../../base/decimal-text.ts'
import { US_PER_SECOND } from '../../base/units.ts'
import { createEngine, type Engine } from '../../engine/engine.ts'
import { sizeOfHolding } from '../../model/holding.ts'
import { shortened } from '../../model/parse/faults.ts'
import { cpusOf, memoryMibOf, parsePodMix, shapeRequest } from '../../model/parse/pod-mix.ts'
import { nearestWords } from '../../model/resource-words.ts'
import { SCENARIO_SIZES, type Scenario } from '../../model/scenario.ts'
import { milliOf } from '../../model/size.ts'
import type { Arguments } from '../arguments.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { formatCount, type Output, table } from '../output.ts'
import { printFaults } from '../print-faults.ts'
import { findScenario, loadScenario, unreadWords } from '../scenario-source.ts'
import { oneSettingEach } from '../sweep/one-setting.ts'

/** Options of a scenario alone. */
export const SCENARIO_OPTIONS = ['--cpus', '--memory', '--vf', '--mix', '--size', '--seed', '--set'] as const

/** How far a fleet is filled, percent of its Cpus, and with how many pods at most. */
const UNTIL_PERCENT = 130
const PODS_MOST = 1_000_000

/** What `berth fit SCENARIO` answers. */
interface ScenarioFit {
  readonly scenario: string
  /** Null: on the empty fleet. */
  readonly atUs: number | null
  readonly shapes: readonly {
    readonly name: string
    readonly cpus: number
    readonly memoryMib: number
    readonly more: number
  }[]
  readonly more: number
  readonly modules: Filled['modules']
  readonly refused: Filled['refused']
  readonly limits: Filled['limits']
  readonly curve: Filled['curve']
  readonly assumptions: readonly string[]
  readonly command: string
}

/** Fills a scenario's fleet with one shape or a mix, empty or as it stands at an instant of a run. */
export function fitScenario(word: string, atUs: number, args: Arguments, output: Output): ExitCode {
  const size = args.choice('--size', SCENARIO_SIZES, 'smoke')
  const seed = args.integer('--seed', 0, Number.MAX_SAFE_INTEGER, 1)
  const settings = oneSettingEach(args)
  const shapes = shapesOf(args)
  const found = word === '' ? null : findScenario(word)
  if (found !== null && 'fault' in found) args.faults.push(found.fault)
  if (args.faults.length > 0 || found === null || 'fault' in found) return printFaults(args.faults, null, output)
  const loaded = loadScenario(found.path, size, [], settings)
  if (!loaded.ok) return printFaults(loaded.faults, found.path, output)
  const scenario = loaded.value
  const isEmpty = !Number.isFinite(atUs)
  if (!isEmpty && scenario.cache?.check === 'off') {
    const expected = 'assume or wait with --at: else the same is booked more than once'
    return printFaults([{ path: 'spec.cache.check', found: 'off', expected }], found.path, output)
  }
  const { engine, cpusHeld } = isEmpty ? emptyFleet(scenario) : fleetAt(scenario, seed, atUs)
  const nowUs = isEmpty ? 0 : atUs
  const filled = fill(engine, scenario.fleet, {
    shapes,
    nowUs,
    cpusHeld,
    untilPercent: UNTIL_PERCENT,
    podsMost: PODS_MOST,
  })
  const fits = shapes.map(({ name, request: { cpus, memoryMib } }, i) => ({
    name,
    cpus,
    memoryMib,
    more: filled.placed[i],
  }))
  const { modules, refused, limits, curve } = filled
  const more = fits.reduce((sum, fit) => sum + fit.more, 0)
  const of = {
    scenario: `${scenario.name} ${size}`,
    atUs: isEmpty ? null : atUs,
    shapes: fits,
    more,
    modules,
    refused,
    limits,
    curve,
    assumptions: assumptionsOf(isEmpty, seed),
  }
  const answer: ScenarioFit = { ...of, command: commandOf(word, args, size, seed) }
  output.answer(
    answer,
    () => textOf(answer),
    () => fits.map((fit) => `${fit.name} ${fit.more}`).join('\n'),
  )
  return EXIT.yes
}

function shapesOf(args: Arguments): readonly FillShape[] {
  const mix = args.text('--mix', 'a file of shapes', null)
  if (mix === null) return oneShape(args)
  for (const name of ['--cpus', '--memory', '--vf'])
    if (args.given(name)) args.fault(name, 'an option', 'none beside --mix')
  let text: string
  try {
    text = readFileSync(mix, 'utf8')
  } catch (error) {
    args.fault('--mix', `${shortened(mix)}, ${unreadWords(error)}`, 'a readable file')
    return []
  }
  const shapes = parsePodMix(text)
  if (shapes.ok) return shapes.value
  for (const { path, found, expected } of shapes.faults)
    args.fault(`${mix}${path === '' ? '' : `: ${path}`}`, found, expected)
  return []
}

function oneShape(args: Arguments): readonly FillShape[] {
  const amount = (name: string, expected: string, read: (text: string) => number | undefined): number => {
    const text = args.text(name, expected, null)
    const value = text === null ? undefined : read(text)
    if (value === undefined && (text !== null || !args.given(name)))
      args.fault(name, text === null ? 'nothing' : shortened(text), expected)
    return value ?? 1
  }
  const cpus = amount('--cpus', 'Cpus such as 4, or --mix', cpusOf)
  const memoryMib = amount('--memory', 'memory such as 8Gi, or --mix', memoryMibOf)
  return [{ name: 'pod', weight: 1, request: shapeRequest({ cpus, memoryMib, diskMib: 0, vf: args.flag('--vf') }) }]
}

function emptyFleet(scenario: Scenario): { readonly engine: Engine; readonly cpusHeld: number } {
  return { engine: createEngine(scenario.fleet, scenario), cpusHeld: 0 }
}

/** The engine of a run as it stands after an instant, and the Cpus that its pods hold. */
function fleetAt(
  scenario: Scenario,
  seed: number,
  atUs: number,
): { readonly engine: Engine; readonly cpusHeld: number } {
  const engine = createEngine(scenario.fleet, scenario)
  let milli = 0
  const simulation = startSimulation(
    { ...scenario, durationUs: Math.min(scenario.durationUs, atUs + 1) },
    {
      seed,
      profile: null,
      create: () => engine,
      onDecision(decision) {
        if (decision.kind === 'refuse') return
        if (decision.kind === 'resize' || decision.kind === 'migrate') milli -= milliOf(sizeOfHolding(decision.before))
        milli += milliOf(sizeOfHolding(decision.holding)) * (decision.kind === 'release' ? -1 : 1)
      },
    },
  )
  while (!simulation.done) simulation.advance(10_000)
  return { engine, cpusHeld: milli / 1000 }
}

function assumptionsOf(isEmpty: boolean, seed: number): readonly string[] {
  return [
    'Pods come one after another, each shape as often as its weight says, packed, without rules between them; no shape is resized.',
    isEmpty
      ? 'Every host of the scenario is up and nothing else is on it: no chance is in this answer.'
      : `The fleet is that of one run, under seed ${seed}; nothing else comes or goes from then on.`,
    `Asking goes on to ${UNTIL_PERCENT} % of the Cpus of all hosts, also of what is held before.`,
  ]
}

function textOf(answer: ScenarioFit): string {
  const { scenario, atUs, shapes, more, modules, limits, curve, assumptions, command } = answer
  const when = atUs === null ? 'the empty fleet' : `the fleet at ${(atUs / US_PER_SECOND).toFixed(3)} s`
  const rows = shapes.map(({ name, cpus, memoryMib, more: fits }) => [
    name,
    String(cpus),
    formatCount(memoryMib),
    formatCount(fits),
  ])
  const where = modules.map(({ module, pods }) => [module, formatCount(pods)])
  const points = curve.filter((_, i) => i % 2 === 0 || i === curve.length - 1)
  const inflation = points.map(({ askedPercent, placedPercent }) => [percent(askedPercent), percent(placedPercent)])
  return [
    `${scenario}, ${when}: ${formatCount(more)} more until the first that fits nowhere\n\n`,
    table([['SHAPE', 'CPUS', 'MIB', 'MORE FIT'], ...rows]),
    `\n${limitText(limits)}\n\n`,
    table([['MODULE', 'PODS'], ...where]),
    '\n',
    table([['CPUS ASKED', 'PLACED'], ...inflation]),
    '\n',
    ...assumptions.map((text) => `- ${text}\n`),
    `again: ${command}\n`,
  ].join('')
}

/** What keeps the next pod of each shape off. */
function limitText(limits: ScenarioFit['limits']): string {
  if (limits.length === 0) return `limited by nothing up to ${UNTIL_PERCENT} % of the Cpus`
  const texts = limits.map(({ shape, reasons, nearest }, i) => {
    const counted = reasons.map(({ filter, hosts }) => `${filter} on ${formatCount(hosts)} hosts`).join(', ')
    const near = nearest === null ? '' : `; it fits with ${nearestWords(nearest, formatCount)}`
    return `${i === 0 ? 'the next' : 'then the next'} ${shape} is limited by ${counted}${near}`
  })
  return texts.join('\n')
}

function percent(value: number): string {
  return `${decimalText(value, '-', formatCount)} %`
}

function commandOf(word: string, args: Arguments, size: string, seed: number): string {
  const at = args.asGiven('--at')
  const luck = at.length === 0 ? [] : [...at, '--seed', seed]
  const shape = [...args.asGiven('--cpus', '--memory'), args.flag('--vf') ? '--vf' : null]
  const asked = [...shape, ...args.asGiven('--mix'), ...luck, ...args.asGiven('--set')]
  return commandLine(['berth', 'fit', word, '--size', size, ...asked])
}
