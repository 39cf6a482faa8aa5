/** Calls back with what is dropped anywhere on the page; the browser does not open it. Returns what ends that. */
export function onDrop(take: (dropped: DataTransfer) => void): () => void {
  const undo = new AbortController()
  const { signal } = undo
  document.addEventListener('dragover', (event) => event.preventDefault(), { signal })
  document.addEventListener(
    'drop',
    (event) => {
      event.preventDefault()
      if (event.dataTransfer !== null) take(event.dataTransfer)
    },
    { signal },
  )
  return () => undo.abort()
}
