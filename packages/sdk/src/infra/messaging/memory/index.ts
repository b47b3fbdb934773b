export type { MemoryTransport, MemoryTransportOptions } from './config.ts'
export { MemoryStore, type DeadLetter } from './memory-store.ts'
export { memoryTransport } from './memory-transport.ts'
