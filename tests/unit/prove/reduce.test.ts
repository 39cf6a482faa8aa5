import { describe, expect, it } from 'vitest'
import { caseText, parseCase } from '../../../src/cli/prove/case-file.ts'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import type { Event } from '../../../src/model/event.ts'
import type { Fleet } from '../../../src/model/fleet.ts'
import { type BlockResult, podCount, runBlock } from '../../../src/prove/block.ts'
import { breachOf } from '../../../src/prove/judge.ts'
import { PROVED_LAWS } from '../../../src/prove/proof-case.ts'
import { recordCase } from '../../../src/prove/recording.ts'
import { shownInstants } from '../../../src/prove/shown.ts'
import { wordsOfCase } from '../../../src/prove/words.ts'

/** The engine behind a door that loses some events: the fault is in front of the real thing. */
function losing(isLost: (event: Event) => boolean): (fleet: Fleet) => Engine {
  return (fleet) => {
    const engine = createEngine(fleet)
    const observe = engine.observe.bind(engine)
    engine.observe = (event) => {
      if (!isLost(event)) observe(event)
    }
    return engine
  }
}

const OPTIONS = { machines: [], commandsMax: 80, profile: null, laws: PROVED_LAWS }
const losesResizes = losing((event) => event.kind === 'resize' && event.memoryMib > 1000)

function brokenBy(create: (fleet: Fleet) => Engine): NonNullable<BlockResult['broken']> {
  const { broken } = runBlock(5, 40, { ...OPTIONS, laws: ['L12'] }, create)
  if (broken === null) throw new Error('every law holds')
  return broken
}

describe('a case that breaks a law', () => {
  it('is made as small as what breaks it: a pod or two on one host, one of them resized', () => {
    const { proof, breach, podsBefore } = brokenBy(losesResizes)
    expect(breach).toMatchObject({ law: 'L12', inLog: true })
    expect(podsBefore).toBeGreaterThan(1)
    expect(proof.fleet.hosts.length).toBe(1)
    expect(podCount(proof)).toBeLessThanOrEqual(2)
    const kinds = proof.instants.flatMap(({ events }) => events.map(({ kind }) => kind))
    expect(kinds).toContain('resize')
    expect(kinds.length).toBeLessThanOrEqual(6)
  })

  it('is the same each time', () => {
    expect(brokenBy(losesResizes)).toEqual(brokenBy(losesResizes))
  })

  it('holds for an engine without the fault', () => {
    const { proof } = brokenBy(losesResizes)
    expect(breachOf(proof, createEngine, new Set(PROVED_LAWS))).toBe(null)
  })

  it('ends its log with the instant that shows it, and tells it in words', () => {
    const { proof, breach } = brokenBy(losesResizes)
    const shown = shownInstants(proof.fleet, recordCase(proof, losesResizes), breach)
    expect(shown.length).toBeLessThanOrEqual(proof.instants.length)
    expect(shown.at(-1)?.events.length).toBeGreaterThan(0)
    const words = wordsOfCase(proof.fleet, shown)
    expect(words.join('\n')).toMatch(/^ {2}resize \S+: \d+ Cpus.*, \d+ MiB$/m)
    expect(words[0]).toMatch(/^host .*: \d NumaNodes, \d+ Cpus, \d+ MiB/)
  })

  it('is kept in a file that reads back to it', () => {
    const { proof, breach } = brokenBy(losesResizes)
    const found = { law: breach.law, message: breach.message, proof }
    expect(parseCase(caseText('x', found))).toEqual({ ok: true, value: found })
  })

  it('keeps a law that takes a second run: confirmations that book something break L11', () => {
    const create = (fleet: Fleet): Engine => {
      const engine = createEngine(fleet)
      const observe = engine.observe.bind(engine)
      engine.observe = (event) => {
        observe(event)
        if (event.kind === 'ready')
          observe({ atUs: event.atUs, kind: 'resize', pod: event.pod, cpus: 1, memoryMib: 128, cause: 'load' })
      }
      return engine
    }
    // To the auditor that is a resize nobody asked for; without its laws the second run shows it.
    const { broken } = runBlock(5, 80, { ...OPTIONS, laws: ['L11'] }, create)
    expect(broken?.breach).toMatchObject({ law: 'L11', inLog: false })
  })
})

describe('an engine that breaks off', () => {
  it('breaks L12, with what it says', () => {
    const create = (fleet: Fleet): Engine => {
      const engine = createEngine(fleet)
      const decide = engine.decide.bind(engine)
      engine.decide = (nowUs) => {
        if (nowUs >= 3000) throw new Error('no more')
        return decide(nowUs)
      }
      return engine
    }
    expect(brokenBy(create).breach).toMatchObject({ law: 'L12', message: expect.stringContaining('no more') })
  })

  it('also does when it cannot be made', () => {
    const create = (): Engine => {
      throw new Error('no fleet is good enough')
    }
    const { breach, proof } = brokenBy(create)
    expect(breach).toMatchObject({ law: 'L12', message: 'the engine stops: no fleet is good enough' })
    expect(proof.instants).toEqual([])
  })
})
