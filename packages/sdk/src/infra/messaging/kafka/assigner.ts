interface Share {
  readonly memberId: string
  readonly assignments: Map<string, { topic: string; partitions: number[] }>
}

/**
 * Deals the partitions out in turn, each to somebody who has subscribed its topic, as Java's round robin does. While a
 * service is deployed its instances differ in their topics; the client's own assigner deals out those of one of them, to
 * anybody, and nobody would read a topic until the last old instance has gone.
 */
export const assigner = (
  members: ReadonlyMap<string, { readonly topics?: readonly string[] }>,
  topics: ReadonlyMap<string, { readonly partitionsCount: number }>,
): Share[] => {
  const shares = [...members.keys()].toSorted().map((memberId): Share => ({ memberId, assignments: new Map() }))
  let turn = 0
  for (const [topic, { partitionsCount }] of [...topics].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const isSubscribed = ({ memberId }: Share): boolean => members.get(memberId)!.topics?.includes(topic) ?? false
    if (!shares.some(isSubscribed)) continue
    for (let partition = 0; partition < partitionsCount; partition += 1) {
      while (!isSubscribed(shares[turn % shares.length]!)) turn += 1
      give(shares[turn % shares.length]!, topic, partition)
      turn += 1
    }
  }
  return shares
}

const give = ({ assignments }: Share, topic: string, partition: number): void => {
  const share = assignments.get(topic) ?? { topic, partitions: [] }
  share.partitions.push(partition)
  assignments.set(topic, share)
}
