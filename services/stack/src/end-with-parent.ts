// Loaded before a service that the stack starts: when the stack is gone, however it went, the service ends in its own order.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
// The channel alone must not keep a service alive that has nothing more to do.
process.channel?.unref()
