/** Why a lab cannot be installed or started, in words for the user. */
export class LabFault extends Error {}

const STILL_AT_WORK_EACH_MS = 30_000

/** Shows the steps of one lab on stderr, each with the time it took. */
export function createProgress(lab, write = (text) => process.stderr.write(text)) {
  return {
    /** Runs one step; `work` may be async. Returns what it returns. */
    async step(name, work) {
      const startedAtMs = Date.now()
      write(`${lab}: ${name} ...\n`)
      const timer = setInterval(() => write(`${lab}: ${name} ... ${elapsed(startedAtMs)}\n`), STILL_AT_WORK_EACH_MS)
      try {
        const result = await work()
        write(`${lab}: ${name}: done in ${elapsed(startedAtMs)}\n`)
        return result
      } catch (fault) {
        write(`${lab}: ${name}: FAILED after ${elapsed(startedAtMs)}\n`)
        throw fault
      } finally {
        clearInterval(timer)
      }
    },
    note(text) {
      write(`${lab}: ${text}\n`)
    },
  }
}

function elapsed(startedAtMs) {
  const seconds = (Date.now() - startedAtMs) / 1000
  const minutes = Math.floor(seconds / 60)
  return minutes === 0 ? `${seconds.toFixed(1)} s` : `${minutes} min ${Math.round(seconds % 60)} s`
}
