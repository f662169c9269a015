import { doubling, patiently } from './back-off.ts'
import type { Broker, Cluster } from './cluster.ts'
import { Fenced, faultOf, isFencing, UnknownOutcome } from './errors.ts'
import { targetsOf, type Outgoing } from './record-set.ts'
import { Sender } from './sender.ts'

export interface TransactionalOptions {
  /** Its connections; several transactional producers may share them. */
  readonly cluster: Cluster
  readonly transactionalId: string
  /** Default 15 s: a transaction that is left open by a crash holds back readers for at most this long. */
  readonly timeoutMs?: number
}

/** The only producer of its transactional id: opening it fences the one before and aborts what that left open. */
export interface TransactionalProducer {
  /**
   * One transaction with all records, committed when this resolves. After any rejection the producer is unusable; `Fenced`: nothing was committed and
   * another process took over; `UnknownOutcome`: the commit may have happened, only the log knows.
   */
  write(records: Outgoing): Promise<void>
  /** Aborts what is open. Never rejects. */
  close(): Promise<void>
}

/** Opens the producer of a transactional id; resolves when all earlier producers of that id are fenced. */
export async function openTransactional({ cluster, transactionalId, timeoutMs = 15_000 }: TransactionalOptions): Promise<TransactionalProducer> {
  const asked = await askCoordinator(cluster, transactionalId, null, (coordinator) =>
    coordinator.initProducerId({ transactionalId, transactionTimeout: timeoutMs }).then((identity) => ({ coordinator, identity })))
  return new Transactions(cluster, { ...asked.identity, transactionalId }, asked.coordinator)
}

class Transactions implements TransactionalProducer {
  readonly #cluster: Cluster
  readonly #identity: { readonly producerId: string; readonly producerEpoch: number; readonly transactionalId: string }
  readonly #sender: Sender
  #coordinator: Broker
  #open = false
  #failed: unknown = null

  constructor(cluster: Cluster, identity: { producerId: string; producerEpoch: number; transactionalId: string }, coordinator: Broker) {
    this.#cluster = cluster
    this.#identity = identity
    this.#coordinator = coordinator
    this.#sender = new Sender(cluster, identity)
  }

  async write(records: Outgoing): Promise<void> {
    if (this.#failed) throw new UnknownOutcome('the producer failed before', this.#failed)
    // An empty transaction would "commit" also when fenced; it says nothing.
    if (targetsOf(records).length === 0) throw new RangeError('A transaction without records')
    try {
      await this.#begin(records)
      await this.#sender.send(records)
    } catch (error) {
      this.#failed = error
      throw isFencing(error) ? new Fenced(this.#identity.transactionalId, error) : error
    }
    try {
      await this.#end(true)
    } catch (error) {
      this.#failed = error
      throw isFencing(error) ? new Fenced(this.#identity.transactionalId, error) : new UnknownOutcome('the commit of a transaction', error)
    }
  }

  async close(): Promise<void> {
    if (!this.#open || (this.#failed && isFencing(this.#failed))) return
    this.#failed ??= new Error('the producer is closed')
    await this.#coordinator.endTxn({ ...this.#identity, transactionResult: false }).catch(() => {})
  }

  async #begin(records: Outgoing): Promise<void> {
    const partitions = new Map<string, Set<number>>()
    for (const { topic, partition } of targetsOf(records)) {
      const known = partitions.get(topic)
      if (known === undefined) partitions.set(topic, new Set([partition]))
      else known.add(partition)
    }
    const topics = [...partitions].map(([topic, own]) => ({ topic, partitions: [...own] }))
    this.#open = true
    await this.#ask((coordinator) => coordinator.addPartitionsToTxn({ ...this.#identity, topics }))
  }

  async #end(commit: boolean): Promise<void> {
    await this.#ask((coordinator) => coordinator.endTxn({ ...this.#identity, transactionResult: commit }))
    this.#open = false
  }

  #ask<T>(request: (coordinator: Broker) => Promise<T>): Promise<T> {
    return askCoordinator(this.#cluster, this.#identity.transactionalId, this.#coordinator, (coordinator) => {
      this.#coordinator = coordinator
      return request(coordinator)
    })
  }
}

/**
 * Asks the coordinator until it answers. The usual reason to ask again is that it still completes the transaction before, which takes milliseconds.
 * Asking again is safe: for one identity, adding partitions and ending a transaction have the same effect once and twice.
 */
function askCoordinator<T>(cluster: Cluster, id: string, known: Broker | null, request: (coordinator: Broker) => Promise<T>): Promise<T> {
  let coordinator = known
  return patiently(async () => {
    await cluster.connect()
    coordinator ??= await cluster.findGroupCoordinator({ groupId: id, coordinatorType: 1 })
    return request(coordinator)
  }, {
    maxTries: 40,
    waitMs: (failures) => doubling(failures, 3, 500),
    onFailure: async (error) => {
      if (faultOf(error).code === 'CONCURRENT_TRANSACTIONS') return
      coordinator = null
      await cluster.refreshMetadata().catch(() => {})
    },
  })
}
