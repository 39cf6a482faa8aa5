interface ShownNoteProps {
  /** What the answer on the page is of; null where it is of what is chosen. */
  readonly shown: string | null
}

/** Says of an answer that it is of other choices than those in the bar above it. */
export default function ShownNote({ shown }: ShownNoteProps) {
  return (
    <span className="warn-text shown-note" role="status" data-testid="shown">
      {shown !== null && `Not run yet; shown: ${shown}`}
    </span>
  )
}
