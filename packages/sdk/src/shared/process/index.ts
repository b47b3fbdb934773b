export { gracefulShutdown, type ShutdownOptions, type ShutdownStep } from './graceful-shutdown.ts'
export { runMain } from './run-main.ts'
