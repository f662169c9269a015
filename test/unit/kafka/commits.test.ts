import { expect, test } from 'vitest'
import type { Cluster } from '../../../services/shared/kafka/cluster.ts'
import { openCommits } from '../../../services/shared/kafka/commits.ts'
import type { Membership } from '../../../services/shared/kafka/membership.ts'

test('a commit that a rebalance refused is tried again though no new generation comes', async () => {
  let asked = 0
  const coordinator = {
    offsetCommit: async () => {
      // The first is of all together, the second of this one alone, at once.
      if (++asked <= 2) throw Object.assign(new Error('a rebalance'), { type: 'REBALANCE_IN_PROGRESS', retriable: false })
    },
  }
  const cluster = { findGroupCoordinator: async () => coordinator, refreshMetadata: async () => {} } as unknown as Cluster
  const generation = { memberId: 'm', id: 3, partitions: [], consecutive: true }
  const membership: Membership = { current: () => generation, changed: () => new Promise(() => {}), isFresh: () => true, leave: async () => {} }
  await openCommits(cluster, 'group', () => membership).commit({ topic: 't', partition: 0 }, { offset: 1, metadata: '' }, () => true)
  expect(asked).toBe(3)
})
