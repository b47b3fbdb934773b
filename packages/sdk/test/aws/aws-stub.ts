import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A call of SQS as it came over the wire. */
export interface AwsCall {
  readonly operation: string
  // oxlint-disable-next-line typescript/no-explicit-any -- each operation has another shape, and tests know which
  readonly input: any
}

export type AwsAnswer = object | { readonly error: string; readonly status: number } | 'cut'

export interface AwsStub extends AsyncDisposable {
  readonly url: string
  /** All calls in the order of their coming. */
  readonly calls: readonly AwsCall[]
  of(operation: string): readonly AwsCall['input'][]
}

/**
 * SQS by script, for what no stand-in does: throttles, entries that fail, answers that get lost. What the script leaves alone is done:
 * queues exist, batches succeed, nothing is received.
 */
export const awsStub = async (
  script: (call: AwsCall) => AwsAnswer | undefined | Promise<AwsAnswer | undefined>,
): Promise<AwsStub> => {
  const calls: AwsCall[] = []
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing).catch(() => incoming.destroy()))
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const operation = String(incoming.headers['x-amz-target']).replace('AmazonSQS.', '')
    const call = { operation, input: JSON.parse(Buffer.concat(chunks).toString()) as unknown }
    calls.push(call)
    const scripted = (await script(call)) ?? (await ordinary(call))
    if (scripted === 'cut') return void incoming.socket.destroy()
    write(outgoing, scripted)
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    of: (operation) => calls.filter((call) => call.operation === operation).map(({ input }) => input as unknown),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const ordinary = async ({ operation, input }: AwsCall): Promise<AwsAnswer> => {
  if (operation === 'GetQueueUrl') return { QueueUrl: `http://queues.invalid/0/${String(input.QueueName)}` }
  if (operation === 'ReceiveMessage') {
    await new Promise((resolve) => setTimeout(resolve, 20))
    return {}
  }
  if (operation === 'SendMessage') return { MD5OfMessageBody: md5(String(input.MessageBody)), MessageId: 'one' }
  if (operation.endsWith('Batch')) {
    const entries = input.Entries as readonly { readonly Id: string; readonly MessageBody?: string }[]
    return { Successful: entries.map(({ Id, MessageBody = '' }) => ({ Id, MD5OfMessageBody: md5(MessageBody) })) }
  }
  return {}
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

const write = (outgoing: ServerResponse, answer: object): void => {
  const isError = 'error' in answer && 'status' in answer
  const code = isError ? String(answer.error) : ''
  outgoing.writeHead(isError ? Number(answer.status) : 200, {
    'content-type': 'application/x-amz-json-1.0',
    ...(isError ? { 'x-amzn-query-error': `${code};Sender` } : {}),
  })
  outgoing.end(JSON.stringify(isError ? { __type: `com.amazonaws.sqs#${code}`, message: 'scripted' } : answer))
}
