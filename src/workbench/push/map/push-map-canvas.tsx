import { useEffect, useRef } from 'react'
import { attachPushMap } from './attach-push-map.ts'

const LABEL =
  'Live fleet. Arrows move, plus and minus zoom, 0 fits, Enter picks the middle. Search finds pods and hosts by name.'

/** The canvas and its tip; everything on them is drawn past React. */
export default function PushMapCanvas() {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const tip = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (box.current === null || canvas.current === null || tip.current === null) return
    return attachPushMap(box.current, canvas.current, tip.current)
  }, [])
  return (
    <div ref={box} className="map-box">
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: keys move and pick */}
      <canvas ref={canvas} tabIndex={0} role="application" aria-label={LABEL} />
      <div ref={tip} className="tip map-tip" hidden />
    </div>
  )
}
