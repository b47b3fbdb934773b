export { LogLevel } from './log-level.ts'
export { logger, type Log, type Logger, type LoggerOptions } from './logger.ts'
