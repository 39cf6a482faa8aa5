import { useEffect, useRef } from 'react'

const KEYS = 'Arrows move, plus and minus zoom, 0 fits, Enter picks the middle. Search finds pods and hosts by name.'

interface MapCanvasProps {
  /** What is on the map. */
  readonly label: string
  /** Begins to draw; what it returns ends that. Always the same function. */
  readonly attach: (box: HTMLDivElement, canvas: HTMLCanvasElement, tip: HTMLDivElement) => () => void
}

/** The canvas and its tip; everything on them is drawn past React. */
export default function MapCanvas({ label, attach }: MapCanvasProps) {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const tip = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (box.current === null || canvas.current === null || tip.current === null) return
    return attach(box.current, canvas.current, tip.current)
  }, [attach])
  return (
    <div ref={box} className="map-box">
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: keys move and pick */}
      <canvas ref={canvas} tabIndex={0} role="application" aria-label={`${label}. ${KEYS}`} />
      <div ref={tip} className="tip map-tip" hidden />
    </div>
  )
}
