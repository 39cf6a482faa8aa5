import { useCallback } from 'react'
import MapCanvas from '../../plan/map/map-canvas.tsx'
import { attachScene } from './attach-scene.ts'
import type { SceneSource } from './map-scene.ts'

/** A fleet map of a source. */
export default function SceneCanvas({ label, source }: { readonly label: string; readonly source: SceneSource }) {
  const attach = useCallback(
    (box: HTMLDivElement, canvas: HTMLCanvasElement, tip: HTMLDivElement) => attachScene(source, box, canvas, tip),
    [source],
  )
  return <MapCanvas label={label} attach={attach} />
}
