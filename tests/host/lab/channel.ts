import { connect } from 'node:net'

/** How a script is run that does not say: enough for anything but a wait. */
const TIMEOUT_MS = 30_000
/** What the host gives a command beyond its own time: for the connection, and for a machine with other work. */
const GRACE_MS = 30_000

/** Where a guest listens for commands, and the word that it asks for. */
export interface Channel {
  readonly port: number
  readonly token: string
}

export interface RunOptions {
  /** The guest ends the script after this, with code 124. */
  readonly timeoutMs?: number
  /** The script's standard input. */
  readonly input?: Uint8Array
}

export interface RunResult {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

/**
 * Runs a bash script as root in the guest. What it leaves running in the background lives on. Rejects when the guest
 * does not answer; a script that fails is a result.
 */
export async function runScript(channel: Channel, script: string, options: RunOptions = {}): Promise<RunResult> {
  const { timeoutMs = TIMEOUT_MS, input = new Uint8Array() } = options
  const scriptBytes = Buffer.from(script)
  const seconds = Math.ceil(timeoutMs / 1000)
  const head = `${channel.token} ${seconds} ${scriptBytes.length} ${input.length}\n`
  const answer = await exchange(channel.port, [Buffer.from(head), scriptBytes, input], timeoutMs + GRACE_MS)
  const line = answer.indexOf('\n')
  const [code, outLength, errLength] = answer.subarray(0, line).toString().split(' ').map(Number)
  const rest = answer.subarray(line + 1)
  if (line < 0 || rest.length !== outLength + errLength) {
    throw new Error(`the guest's answer was cut after ${answer.length} bytes; the script was:\n${script}`)
  }
  return { code, stdout: rest.subarray(0, outLength).toString(), stderr: rest.subarray(outLength).toString() }
}

/** Sends all parts and collects what comes back until the guest closes (guest-serve.pl). */
function exchange(port: number, parts: readonly Uint8Array[], timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const answer: Buffer[] = []
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer from the guest in ${timeoutMs} ms`)))
    socket.on('data', (bytes) => answer.push(bytes))
    socket.on('end', () => resolve(Buffer.concat(answer)))
    socket.on('error', reject)
    for (const part of parts) socket.write(part)
  })
}
