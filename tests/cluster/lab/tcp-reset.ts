import type { Server } from 'node:https'
import type { Socket } from 'node:net'

/** Resets the connection below a TLS socket, so that the far side sees ECONNRESET and no orderly end. */
export type Reset = (socket: Socket) => void

/** TLS sockets cannot be reset themselves: the TCP socket below each is found by the far side's port. */
export function resetsOf(server: Server): Reset {
  const below = new Map<number | undefined, Socket>()
  server.on('connection', (socket: Socket) => {
    const port = socket.remotePort
    below.set(port, socket)
    socket.once('close', () => below.delete(port))
  })
  return (socket) => {
    below.get(socket.remotePort)?.resetAndDestroy()
    socket.destroy()
  }
}
