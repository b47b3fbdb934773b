import type { Call } from '../../seedwork/call.ts'
import type { Message } from '../../seedwork/message.ts'

/** What a consumer does with a message that is whole and of a type that it knows. */
export type MessageHandler = (message: Message, call: Call) => Promise<void>

/** Wraps the handling of every message once, at boot. */
export type MessageMiddleware = (next: MessageHandler) => MessageHandler
