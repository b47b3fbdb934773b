export { startGraphSimulator, type GraphSimulator, type GraphSimulatorOptions } from './graph-simulator/graph-simulator.ts'
export { embeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './postgres/embedded-postgres.ts'
export { cloneDatabase, type ClonedDatabase } from './postgres/clone-database.ts'
