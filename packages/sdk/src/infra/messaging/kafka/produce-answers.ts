/** What the broker said of one partition's records: Kafka's error code, 0 when it has them. */
export type ProduceAnswers = ReadonlyMap<string, number>

export const partitionName = ({ topic, partition }: { readonly topic: string; readonly partition: number }): string =>
  `${topic}/${partition}`

/** The broker has these records, from an attempt whose answer was lost. */
const duplicateSequence = 46

interface ProduceResponse {
  readonly responses: readonly {
    readonly name: string
    readonly partitionResponses: readonly { readonly index: number; readonly errorCode: number }[]
  }[]
}

/**
 * What became of each partition of a send that failed. The client counts whole requests, and calls one not produced of
 * which some partitions are stored; the truth stands deep in the error, in the answers to all attempts. What is stored
 * once is stored. A partition without an answer is not in the map: nobody knows.
 */
export const produceAnswers = (error: unknown): ProduceAnswers => {
  const answers = new Map<string, number>()
  for (const { responses } of responsesIn(error)) {
    for (const { name, partitionResponses } of responses) {
      for (const { index, errorCode } of partitionResponses) {
        const partition = partitionName({ topic: name, partition: index })
        if (answers.get(partition) === 0) continue
        answers.set(partition, errorCode === duplicateSequence ? 0 : errorCode)
      }
    }
  }
  return answers
}

const responsesIn = (error: unknown): readonly ProduceResponse[] => {
  if (typeof error !== 'object' || error === null) return []
  const own = 'response' in error && isProduceResponse(error.response) ? [error.response] : []
  const nested = 'errors' in error && Array.isArray(error.errors) ? error.errors.flatMap(responsesIn) : []
  return [...own, ...nested]
}

const isProduceResponse = (response: unknown): response is ProduceResponse =>
  typeof response === 'object' && response !== null && 'responses' in response && Array.isArray(response.responses)
