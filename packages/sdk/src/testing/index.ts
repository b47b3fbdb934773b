export { chaotic, type Chaos } from './chaos/chaotic.ts'
export { seeded } from './chaos/seeded.ts'
export { crashPoints } from './crash/crash-points.ts'
export type { Crash, CrashOptions, CrashScript } from './crash/crash-script.ts'
export { freePort, isPortFree } from './free-port.ts'
export {
  startGraphSimulator,
  type GraphSimulator,
  type GraphSimulatorOptions,
} from './graph-simulator/graph-simulator.ts'
export type { ScriptedAnswer } from './graph-simulator/json-server.ts'
export { cloneDatabase, type ClonedDatabase } from './postgres/clone-database.ts'
export { cutConnections } from './postgres/cut-connections.ts'
export { embeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from './postgres/embedded-postgres.ts'
export { commandSpy, type CommandSpy, type FailedCommand, type HandledCommand } from './spies/command-spy.ts'
export type { MessageFate, SeenMessage, ToldData } from './spies/message-fact.ts'
export { outboundOf } from './spies/outbound-of.ts'
export {
  testBus,
  type FailedMessage,
  type Runnable,
  type TestBus,
  type TestBusDependencies,
  type TestBusOptions,
} from './spies/test-bus.ts'
export { due, givenProcess, heard, type Heard, type ProcessStory, type ProcessTold } from './process-story.ts'
export { given, type Story, type Told } from './story.ts'
