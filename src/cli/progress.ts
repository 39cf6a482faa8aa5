/** A bar on stderr when that is a terminal; silent in a pipe, with `--quiet` and under CI. */
export interface Progress {
  /** share: done so far, in [0, 1]; note: what is being done now. Draws at most ten times a second. */
  at(share: number, note: string): void
  /** Removes the bar. */
  end(): void
}

const REDRAW_MS = 100
const WIDTH = 30

/** Starts a progress bar. title: what runs. */
export function startProgress(title: string, quiet: boolean): Progress {
  const stream = process.stderr
  if (quiet || !stream.isTTY || process.env['CI'] !== undefined) return { at: () => {}, end: () => {} }
  let drawnMs = 0
  return {
    at(share, note) {
      const nowMs = performance.now()
      if (nowMs - drawnMs < REDRAW_MS) return
      drawnMs = nowMs
      const filled = Math.round(Math.min(1, Math.max(0, share)) * WIDTH)
      const bar = '#'.repeat(filled) + '.'.repeat(WIDTH - filled)
      stream.write(`\r\x1b[K${title} [${bar}] ${String(Math.floor(share * 100)).padStart(3)}% ${note}`)
    },
    end() {
      if (drawnMs > 0) stream.write('\r\x1b[K')
    },
  }
}
