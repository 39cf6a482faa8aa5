import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEngine } from '../../src/engine/engine.ts'
import { SHORT_RESOURCES } from '../../src/model/decision.ts'
import { NETWORK_MODES } from '../../src/model/fleet.ts'
import { instantsOf } from '../../src/prove/drive.ts'
import { breachOf } from '../../src/prove/judge.ts'
import { PROVED_LAWS } from '../../src/prove/proof-case.ts'
import { recordCase } from '../../src/prove/recording.ts'
import { worldsOf } from '../../src/prove/worlds.ts'
import { machines } from './machines.ts'
import { runs } from './seed.ts'

const LAWS = new Set(PROVED_LAWS)

test('every law holds in every world, and the worlds hold what the laws are about', () => {
  const seen = new Map<string, number>()
  const count = (word: string): unknown => seen.set(word, (seen.get(word) ?? 0) + 1)
  const worlds = worldsOf({ machines, commandsMax: 60, profile: null })
  fc.assert(
    fc.property(worlds, ({ fleet, components, commands, luck }) => {
      const proof = { fleet, instants: instantsOf(fleet, components, commands), luck }
      expect(breachOf(proof, createEngine, LAWS)).toBe(null)
      for (const { events, decisions, forks = [] } of recordCase(proof, createEngine).instants) {
        for (const event of events) count(event.kind)
        for (const _ of forks) count('fork')
        for (const decision of decisions) {
          if (decision.kind === 'refuse') {
            for (const { filter } of decision.reasons) count(filter)
            count(`nearest ${decision.nearest?.resource ?? 'nothing'}`)
            count(`${decision.action} refused`)
            if (decision.group !== undefined)
              count(`group refused at ${decision.group.beside.length > 0 ? 'a later' : 'its first'} pod`)
            continue
          }
          const request = components[Number(decision.pod.component.slice(1))]
          if (decision.kind === 'place' && decision.group !== undefined) count('place in a group')
          if (request.numa === 'spread') count(`${decision.kind} evenly`)
          if (decision.kind === 'place') count(`place of ${decision.holding.network}`)
          if (request.fixedIp === true && decision.cause === 'recover') count('place of a kept address')
          const { volumePool } = decision.holding
          if (volumePool >= 0) count(`${decision.kind} with a volume`)
          if (volumePool >= 0 && decision.cause === 'recover') count('place of a kept volume')
          if (request.volumePool !== undefined && decision.kind === 'place')
            count('place with a volume of a named pool')
          if (decision.kind === 'place' && request.together?.weight !== undefined) count('place that is drawn')
          if (decision.kind === 'place' && request.peers !== undefined) count('place with rules about others')
          if (request.fullCores === true) count(`${decision.kind} of full cores`)
          if (decision.holding.cpuMilli > 0) count(`${decision.kind} of shared Cpus`)
          if (decision.holding.gpus.length > 0) count('with GPU')
          if (decision.holding.nic >= 0) count(`with NIC, ${decision.holding.network}`)
          if (decision.kind === 'place' && decision.holding.cpus.some((cpu) => cpu > 31)) count('Cpus above 31')
          count(`${decision.kind} ${decision.cause}`)
        }
      }
    }),
    runs(900),
  )
  const often = [
    'adopt',
    'foreign',
    'cordon',
    'ready',
    'fork',
    'migrate drain',
    'migrate refused',
    'release bind-failed',
  ]
  often.push('taint', 'Taints', 'Gpu', 'Nic', 'with GPU', 'with NIC, sriov', 'with NIC, bridge', 'Cpus above 31')
  often.push(...['evenly', 'of full cores', 'of shared Cpus'].map((what) => `place ${what}`))
  often.push(...NETWORK_MODES.map((mode) => `place of ${mode}`), 'place of a kept address', 'place that is drawn')
  often.push('place in a group', 'group refused at its first pod', 'group refused at a later pod')
  often.push('place with rules about others', 'Near', 'Apart')
  often.push('Volume', 'place with a volume', 'migrate with a volume', 'place of a kept volume')
  often.push('place with a volume of a named pool')
  expect(seen.get('migrate taint')).toBeGreaterThan(5)
  expect(seen.get('release preempted')).toBeGreaterThan(20)
  for (const word of often) expect([word, seen.get(word) ?? 0]).toEqual([word, expect.toSatisfy((n) => n > 40)])
  for (const word of [...SHORT_RESOURCES, 'nothing'].map((name) => `nearest ${name}`)) {
    expect([word, seen.get(word) ?? 0]).toEqual([word, expect.toSatisfy((n) => n > 3)])
  }
})
