import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { packHex } from '../../../src/chart/colour.ts'
import { hitAt } from '../../../src/chart/fleet-hit.ts'
import { layoutFleet } from '../../../src/chart/fleet-layout.ts'
import { paintFleet } from '../../../src/chart/fleet-paint.ts'
import type { MapTheme } from '../../../src/chart/fleet-picture.ts'
import { hostBlock } from '../../../src/chart/host-block.ts'
import type { Fleet, Host } from '../../../src/model/fleet.ts'
import { fleetTables } from '../../../src/model/fleet-columns.ts'
import { smallHost } from '../worker/small-fleet.ts'

const THEME: MapTheme = {
  background: packHex('#000000'),
  free: packHex('#000001'),
  reserved: packHex('#000002'),
  reservedHatch: packHex('#000003'),
  down: packHex('#000004'),
  downHatch: packHex('#000005'),
  ip: packHex('#000006'),
  text: '',
  textMuted: '',
  line: '',
  danger: '',
  selection: '',
  backgroundText: '#000000',
  caution: '#ffcc00',
  font: '',
}

/** A host of any shape: NumaNodes × cores × threads. */
function shapedHost(name: string, numaCount: number, coreCount: number, threadCount: number, idc: string): Host {
  const numaNodes = Array.from({ length: numaCount }, (_, id) => ({
    id,
    memoryMib: 1024,
    cores: Array.from({ length: coreCount }, (_, core) =>
      Array.from({ length: threadCount }, (_, thread) => thread * numaCount * coreCount + id * coreCount + core),
    ),
  }))
  return { ...smallHost(name, { idc, module: `${idc}-m1` }), numaNodes, reservedCpus: '' }
}

const FLEET = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 24 }),
      fc.integer({ min: 1, max: 2 }),
      fc.nat(2),
    ),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  .map((shapes): Fleet => {
    const ordered = shapes.toSorted((a, b) => a[3] - b[3])
    const hosts = ordered.map(([numa, cores, threads, idc], i) => shapedHost(`h${i}`, numa, cores, threads, `i${idc}`))
    return { hosts, segments: [], pools: [] }
  })

function emptyFrame(fleet: Fleet) {
  const tables = fleetTables(fleet)
  return {
    columns: tables,
    frame: {
      cpuOwner: tables.emptyCpus.slice(),
      vfOwner: new Int32Array(tables.vfStart[fleet.hosts.length]).fill(-1),
      hostDown: new Uint8Array(fleet.hosts.length),
      ipsHeld: new Int32Array(fleet.hosts.length),
      ipsFree: new Int32Array(fleet.hosts.length).fill(5),
    },
  }
}

describe('the layout of a fleet', () => {
  test('shows every Cpu once, in a cell of its own, and siblings one above the other', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 4 }),
        (n, c, t) => {
          const host = shapedHost('h', n, c, t, 'i')
          const block = hostBlock(host)
          const places = new Map<number, string>()
          for (const box of block.boxes) {
            box.cpus.forEach((cpu, at) => {
              if (cpu >= 0) places.set(cpu, `${box.x + (at % box.columns)} ${box.y + Math.floor(at / box.columns)}`)
            })
          }
          expect(places.size).toBe(n * c * t)
          expect(new Set(places.values()).size).toBe(n * c * t)
          for (const core of host.numaNodes.flatMap((numa) => numa.cores)) {
            const [x, y] = (places.get(core[0]) ?? '').split(' ').map(Number)
            core.forEach((cpu, thread) => expect(places.get(cpu)).toBe(`${x} ${y + thread}`))
          }
        },
      ),
    )
  })

  test('keeps hosts apart and inside, and fits the viewport or is as small as it may be', () => {
    fc.assert(
      fc.property(
        FLEET,
        fc.integer({ min: 300, max: 2000 }),
        fc.integer({ min: 200, max: 1200 }),
        (fleet, width, height) => {
          const layout = layoutFleet(fleet, width, height)
          if (layout.fitScale > 0.41) {
            expect(layout.height * layout.fitScale).toBeLessThanOrEqual(height + 0.01)
            expect(layout.width * layout.fitScale).toBeLessThanOrEqual(width + 0.01)
          }
          const boxes = layout.blocks.map((block, h) => [layout.hostX[h], layout.hostY[h], block.width, block.height])
          for (let a = 0; a < boxes.length; a++) {
            for (let b = a + 1; b < boxes.length; b++) {
              const isApart =
                boxes[a][0] + boxes[a][2] <= boxes[b][0] ||
                boxes[b][0] + boxes[b][2] <= boxes[a][0] ||
                boxes[a][1] + boxes[a][3] <= boxes[b][1] ||
                boxes[b][1] + boxes[b][3] <= boxes[a][1]
              expect(isApart, `hosts ${a} and ${b}`).toBe(true)
            }
          }
        },
      ),
      { seed: 1, numRuns: 60 },
    )
  })
})

describe('a painted fleet', () => {
  test('has at the middle of every Cpu the colour of its owner, and a hit there names it', () => {
    fc.assert(
      fc.property(FLEET, fc.integer({ min: 2, max: 18 }), fc.nat(), (fleet, scale, salt) => {
        const { columns, frame } = emptyFrame(fleet)
        frame.cpuOwner.forEach((_, i) => {
          if ((i * 7 + salt) % 3 !== 0) frame.cpuOwner[i] = (i * 13 + salt) % 50
        })
        const colours = Uint32Array.from({ length: 50 }, (_, pod) => 0xff100000 + pod)
        const layout = layoutFleet(fleet, 800, 600)
        const raster = {
          width: Math.ceil(layout.width * scale),
          height: Math.ceil(layout.height * scale),
          pixels: new Uint32Array(Math.ceil(layout.width * scale) * Math.ceil(layout.height * scale)),
        }
        paintFleet(raster, { x: 0, y: 0, scale }, layout, columns, frame, colours, THEME)
        layout.blocks.forEach((block, h) => {
          for (const box of block.boxes) {
            box.cpus.forEach((cpu, at) => {
              const x = layout.hostX[h] + box.x + (at % box.columns) + 0.45
              const y = layout.hostY[h] + box.y + Math.floor(at / box.columns) + 0.45
              if (cpu < 0) return
              const owner = frame.cpuOwner[columns.cpuStart[h] + cpu]
              const pixel = raster.pixels[Math.floor(y * scale) * raster.width + Math.floor(x * scale)]
              expect(pixel, `host ${h} Cpu ${cpu}`).toBe(owner >= 0 ? colours[owner] : THEME.free)
              expect(hitAt(layout, columns, frame, x, y)).toMatchObject({
                host: h,
                part: 'cpu',
                cpu,
                numa: box.numa,
                owner,
              })
            })
          }
        })
      }),
      { seed: 1, numRuns: 40 },
    )
  })

  test('is the same picture through any window', () => {
    const fleet: Fleet = { hosts: [smallHost('h1'), smallHost('h2')], segments: [], pools: [] }
    const { columns, frame } = emptyFrame(fleet)
    frame.cpuOwner.forEach((owner, i) => {
      if (owner === -1) frame.cpuOwner[i] = i >> 2
    })
    const colours = Uint32Array.from({ length: 40 }, (_, pod) => 0xff100000 + pod)
    const layout = layoutFleet(fleet, 200, 200)
    const side = 400
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 350 }),
        fc.integer({ min: 0, max: 350 }),
        fc.constantFrom(1, 2, 4, 8, 16, 32),
        (left, top, scale) => {
          // Scales whose steps are exact in binary, so that no half pixel is rounded two ways.
          const whole = { width: side, height: side, pixels: new Uint32Array(side * side) }
          paintFleet(whole, { x: -4, y: -4, scale }, layout, columns, frame, colours, THEME)
          const part = { width: 50, height: 40, pixels: new Uint32Array(50 * 40) }
          paintFleet(part, { x: -4 + left / scale, y: -4 + top / scale, scale }, layout, columns, frame, colours, THEME)
          const hatches = new Set([THEME.reserved, THEME.reservedHatch])
          for (let y = 0; y < 40; y++) {
            for (let x = 0; x < 50; x++) {
              const there = whole.pixels[(y + top) * side + x + left]
              // The hatch stands still on the screen while the map moves under it.
              if (hatches.has(there)) continue
              expect(part.pixels[y * 50 + x]).toBe(there)
            }
          }
        },
      ),
      { seed: 1, numRuns: 60 },
    )
  })

  test('marks reserved Cpus and lost hosts by a pattern, not by colour alone', () => {
    const fleet: Fleet = { hosts: [smallHost('h1'), smallHost('h2')], segments: [], pools: [] }
    const { columns, frame } = emptyFrame(fleet)
    frame.hostDown[1] = 1
    const layout = layoutFleet(fleet, 400, 200)
    const raster = { width: 400, height: 200, pixels: new Uint32Array(400 * 200) }
    paintFleet(raster, { x: 0, y: 0, scale: layout.fitScale }, layout, columns, frame, new Uint32Array(0), THEME)
    const seen = new Set(raster.pixels)
    for (const colour of [THEME.reserved, THEME.reservedHatch, THEME.down, THEME.downHatch])
      expect(seen).toContain(colour)
  })
})
