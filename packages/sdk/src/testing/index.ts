export { chaotic, type Chaos } from './chaos/chaotic.ts'
export { seeded } from './chaos/seeded.ts'
export { freePort, isPortFree } from './free-port.ts'
export {
  startGraphSimulator,
  type GraphSimulator,
  type GraphSimulatorOptions,
} from './graph-simulator/graph-simulator.ts'
export type { ScriptedAnswer } from './graph-simulator/json-server.ts'
export { cloneDatabase, type ClonedDatabase } from './postgres/clone-database.ts'
export { embeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './postgres/embedded-postgres.ts'
export { given, type Story, type Told } from './story.ts'
