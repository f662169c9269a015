import type { Admin, ITopicConfig } from 'kafkajs'
import { eventually } from './eventually.ts'

/**
 * Makes topics and waits until each partition has a leader. The client library's own wait gives up where the broker has not heard of the new
 * topic yet, which takes it some milliseconds. False where one of them was there already.
 */
export async function makeTopics(admin: Admin, topics: ITopicConfig[]): Promise<boolean> {
  const created = await admin.createTopics({ waitForLeaders: false, topics })
  await eventually(async () => {
    const { topics: found } = await admin.fetchTopicMetadata({ topics: topics.map(({ topic }) => topic) })
    return found.every(({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0))
  }, { everyMs: 10 })
  return created
}
