/** What the signs on the hosts of a case mean. */
export default function MapSigns() {
  return (
    <span className="legend-fixed legend-signs">
      <span className="swatch swatch-broken" /> breaks the law
      <span className="swatch swatch-picked" /> this step’s pod
      <span className="swatch swatch-free" /> free
      <span className="swatch swatch-reserved" /> reserved
      <span className="swatch swatch-foreign" /> others
      <span className="swatch swatch-cordoned" /> cordoned
      <span className="swatch swatch-down" aria-hidden="true">
        ✕
      </span>{' '}
      lost
    </span>
  )
}
