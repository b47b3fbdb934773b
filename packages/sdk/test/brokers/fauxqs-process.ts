import { Server, type ListenOptions } from 'node:net'
import { startFauxqs } from 'fauxqs'

const [port = '0', dataDir = '.'] = process.argv.slice(2)

// It listens on every interface, and can't be told not to.
const listen = Server.prototype.listen as (this: Server, options: ListenOptions, ...rest: unknown[]) => Server
Server.prototype.listen = function (this: Server, options: ListenOptions, ...rest: unknown[]) {
  return listen.call(this, { ...options, host: '127.0.0.1' }, ...rest)
} as typeof Server.prototype.listen

await startFauxqs({ port: Number(port), dataDir, logger: false })
