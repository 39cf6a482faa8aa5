import { useEffect, useRef } from 'react'
import { categoryColour, cssOf, mix, packHex } from '../../../chart/colour.ts'
import { formatSimTime } from '../../format.ts'
import { hover } from '../../state/hover.ts'
import { control } from '../../state/run-control.ts'
import { runStore, viewStore } from '../../state/stores.ts'
import { themeChanged, token } from '../../state/theme.ts'
import OpeningMarks from './opening-marks.tsx'
import { drawScrubber, PAD_PX, type ScrubberScene } from './scrubber-picture.ts'

const { clock, recording, focus } = control
/** Shorter drags that begin on a mark are presses of it. */
const DRAG_FROM_PX = 4

/** The slider over the whole run. It is drawn and moved without React: time changes every frame. */
export default function Scrubber() {
  const slider = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (slider.current === null || canvas.current === null) return
    return attachScrubber(slider.current, canvas.current)
  }, [])
  return (
    <div className="scrubber-box">
      <div
        ref={slider}
        className="scrubber"
        role="slider"
        tabIndex={0}
        aria-label="Simulated time"
        aria-valuemin={0}
        aria-valuemax={0}
        aria-valuenow={0}
      >
        <canvas ref={canvas} />
      </div>
      <OpeningMarks />
    </div>
  )
}

function attachScrubber(slider: HTMLDivElement, canvas: HTMLCanvasElement): () => void {
  const context = canvas.getContext('2d')
  if (context === null) return () => {}
  let queued = 0
  let spokenMs = 0
  const draw = (): void => {
    queued = 0
    const { width, height } = slider.getBoundingClientRect()
    const ratio = devicePixelRatio
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)]
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w
      canvas.height = h
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    drawScrubber(context, width, height, {
      durationUs: clock.durationUs,
      headUs: clock.headUs,
      timeUs: clock.timeUs,
      hoverUs: hover.timeUs,
      range: viewStore.getState().range,
      silhouette: silhouette(),
      atUs: recording.column('atUs'),
      refusals: recording.column('refusalsTotal'),
      hostsUp: recording.column('hostsUp'),
    })
    // Assistive technology need not be told of every frame.
    if (performance.now() - spokenMs < 200 && clock.follow !== 'still') return
    spokenMs = performance.now()
    slider.setAttribute('aria-valuemax', String(Math.round(clock.durationUs / 1e6)))
    slider.setAttribute('aria-valuenow', String(Math.round(clock.timeUs / 1e6)))
    slider.setAttribute('aria-valuetext', formatSimTime(clock.timeUs))
  }
  const redraw = (): void => {
    if (queued === 0) queued = requestAnimationFrame(draw)
  }
  const undo = [
    ...[clock.moved, clock.changed, recording.seriesGrew, focus.changed, hover.changed, themeChanged].map((signal) =>
      signal.subscribe(redraw),
    ),
    viewStore.subscribe(redraw),
    attachPointer(slider),
    attachKeys(slider),
  ]
  const sizes = new ResizeObserver(redraw)
  sizes.observe(slider)
  return () => {
    cancelAnimationFrame(queued)
    sizes.disconnect()
    for (const stop of undo) stop()
  }
}

/** The players of the game in focus, else of all games. */
function silhouette(): ScrubberScene['silhouette'] {
  const source = focus.game < 0 ? recording : focus
  return {
    atUs: source.column('atUs'),
    players: source.column('players'),
    colour:
      focus.game < 0 ? token('--silhouette') : cssOf(mix(categoryColour(focus.game), packHex(token('--raised')), 0.5)),
  }
}

function attachPointer(slider: HTMLDivElement): () => void {
  const undo = new AbortController()
  const options = { signal: undo.signal }
  const timeAt = (clientX: number): number => {
    const box = slider.getBoundingClientRect()
    const share = (clientX - box.left - PAD_PX) / Math.max(1, box.width - 2 * PAD_PX)
    return Math.min(1, Math.max(0, share)) * clock.durationUs
  }
  slider.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return
      slider.setPointerCapture(event.pointerId)
      clock.setFollow('still')
      clock.seek(timeAt(event.clientX))
    },
    options,
  )
  slider.addEventListener(
    'pointermove',
    (event) => {
      if (slider.hasPointerCapture(event.pointerId)) clock.seek(timeAt(event.clientX))
      hover.set(timeAt(event.clientX))
    },
    options,
  )
  slider.addEventListener('pointerleave', () => hover.set(null), options)
  attachDragFromMark(slider, undo.signal)
  return () => undo.abort()
}

/** A drag that begins on a mark over the slider is the slider's: many marks would leave nowhere to take hold. */
function attachDragFromMark(slider: HTMLDivElement, signal: AbortSignal): void {
  const box = slider.parentElement
  let downX: number | null = null
  box?.addEventListener(
    'pointerdown',
    (event) => {
      downX = event.button === 0 && event.target !== slider ? event.clientX : null
    },
    { signal },
  )
  box?.addEventListener(
    'pointermove',
    (event) => {
      if (downX === null || event.buttons !== 1 || Math.abs(event.clientX - downX) < DRAG_FROM_PX) return
      downX = null
      clock.setFollow('still')
      slider.setPointerCapture(event.pointerId)
    },
    { signal },
  )
}

function attachKeys(slider: HTMLDivElement): () => void {
  const undo = new AbortController()
  slider.addEventListener(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const stepUs = runStore.getState().opened?.sampleIntervalUs ?? 1
      const targets: Readonly<Record<string, number>> = {
        ArrowLeft: clock.timeUs - stepUs,
        ArrowDown: clock.timeUs - stepUs,
        ArrowRight: clock.timeUs + stepUs,
        ArrowUp: clock.timeUs + stepUs,
        PageDown: clock.timeUs - 10 * stepUs,
        PageUp: clock.timeUs + 10 * stepUs,
        Home: 0,
        End: clock.durationUs,
      }
      const target = targets[event.key]
      if (target === undefined) return
      event.preventDefault()
      clock.setFollow('still')
      clock.seek(target)
    },
    { signal: undo.signal },
  )
  return () => undo.abort()
}
