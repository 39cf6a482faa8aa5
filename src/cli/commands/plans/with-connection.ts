import type { Arguments } from '../../arguments.ts'
import { type Connection, type ConnectionChoice, connect, readConnection } from '../../client/connect.ts'
import type { ExitCode } from '../../exit-code.ts'
import type { Output } from '../../output.ts'
import { printFaults } from '../../print-faults.ts'

/** Runs `work` with a way to the API, once the command line has no fault. choice: when it was read before. */
export async function withConnection(
  args: Arguments,
  output: Output,
  work: (connection: Connection) => Promise<ExitCode>,
  choice: ConnectionChoice = readConnection(args),
): Promise<ExitCode> {
  if (args.faults.length > 0) return printFaults(args.faults, null, output)
  const connection = await connect(choice, output)
  if (typeof connection === 'number') return connection
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}

/** Address of a plan in the API. */
export function planPath(name: string): string {
  return `/api/plans/${encodeURIComponent(name)}`
}
