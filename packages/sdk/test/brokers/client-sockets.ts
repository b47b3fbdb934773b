import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

export interface ClientSockets extends Disposable {
  /** Cuts all connections that this process has to the port, as a broken network would. */
  cut(): void
}

/** Watches whatever this process connects to a port, whichever client does it. */
export const clientSockets = (port: number): ClientSockets => {
  const sockets = new Set<Socket>()
  const watch = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket }
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  }
  subscribe('net.client.socket', watch)
  return {
    cut() {
      for (const socket of sockets) if (socket.remotePort === port) socket.destroy()
    },
    [Symbol.dispose]() {
      unsubscribe('net.client.socket', watch)
    },
  }
}
