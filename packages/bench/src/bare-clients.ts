import { Client } from 'pg'
import { rate, type Side } from './paired.ts'

export interface BareClientsOptions {
  readonly url: string
  readonly companyId: string
  readonly clients: number
  /** Whether a statement is sent before the one before it was answered. */
  readonly pipeline: boolean
}

/** Connections without the SDK, under the same role and with the same tenant, set once and for good. */
export interface BareClients extends AsyncDisposable {
  /** One transaction, on a client that is free; as many at once as there are clients. */
  with(transaction: (client: Client) => Promise<void>): () => Promise<void>
  side(transaction: (client: Client) => Promise<void>): Side
}

export const bareClients = async ({ url, companyId, clients, pipeline }: BareClientsOptions): Promise<BareClients> => {
  const options = `-c role=baltra_app -c baltra.company_id=${companyId}`
  const config = { connectionString: url, options, pipeline }
  const all = Array.from({ length: clients }, () => new Client(config))
  await Promise.all(all.map((client) => client.connect()))
  const free = [...all]
  const borrowing = (transaction: (client: Client) => Promise<void>) => async (): Promise<void> => {
    const client = free.pop()!
    await transaction(client)
    free.push(client)
  }
  return {
    with: borrowing,
    side: (transaction) => (milliseconds) => rate(clients, milliseconds, borrowing(transaction)),
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((client) => client.end()))
    },
  }
}
