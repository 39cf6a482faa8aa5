import { openPlanFile } from './plan-store.ts'

/** Opens a plan.json that is dropped on the page. Returns what ends that. */
export function watchPlanDrops(): () => void {
  const undo = new AbortController()
  const { signal } = undo
  document.addEventListener('dragover', (event) => event.preventDefault(), { signal })
  document.addEventListener(
    'drop',
    (event) => {
      event.preventDefault()
      const file = event.dataTransfer?.files[0]
      if (file !== undefined) void openPlanFile(file)
    },
    { signal },
  )
  return () => undo.abort()
}
