import { createRequire } from 'node:module'
import type { KafkaConfig, Logger } from 'kafkajs'
import type { WireBody } from './wire-body.ts'

/** What goes over one connection: a request of the Kafka protocol and how its answer is read. */
export interface WireRequest<T> {
  readonly request: { readonly apiKey: number; readonly apiVersion: number; readonly apiName: string; encode(): Promise<WireBody> }
  readonly response: { decode(payload: Buffer): Promise<{ readonly clientSideThrottleTime: number }>; parse(decoded: never): Promise<T> }
  readonly requestTimeout?: number
}

interface GroupAssignment {
  readonly memberId: string
  readonly memberAssignment: Buffer
}

interface Positions<P> {
  readonly topic: string
  readonly partitions: readonly P[]
}

/** One broker; each call throws the library's errors. */
export interface Broker {
  readonly nodeId: number
  readonly connectionPool: { send<T>(request: WireRequest<T>): Promise<T> }
  disconnect(): Promise<void>
  joinGroup(request: {
    groupId: string; sessionTimeout: number; rebalanceTimeout: number; memberId: string
    groupProtocols: readonly { readonly name: string; readonly metadata: Buffer }[]
  }): Promise<{ generationId: number; leaderId: string; memberId: string; members: readonly { memberId: string; memberMetadata: Buffer }[] }>
  syncGroup(request: { groupId: string; generationId: number; memberId: string; groupAssignment: readonly GroupAssignment[] }): Promise<{ memberAssignment: Buffer }>
  heartbeat(request: { groupId: string; groupGenerationId: number; memberId: string }): Promise<unknown>
  leaveGroup(request: { groupId: string; memberId: string }): Promise<unknown>
  offsetCommit(request: {
    groupId: string; groupGenerationId: number; memberId: string
    topics: readonly Positions<{ partition: number; offset: string; metadata: string | null }>[]
  }): Promise<unknown>
  offsetFetch(request: { groupId: string; topics: readonly Positions<{ partition: number }>[] }): Promise<{
    responses: readonly Positions<{ partition: number; offset: string; metadata: string | null }>[]
  }>
  listOffsets(request: { isolationLevel: number; topics: readonly Positions<{ partition: number; timestamp: number }>[] }): Promise<{
    responses: readonly Positions<{ partition: number; offset: string }>[]
  }>
  initProducerId(request: { transactionalId?: string; transactionTimeout: number }): Promise<{ producerId: string; producerEpoch: number }>
  addPartitionsToTxn(request: {
    transactionalId: string; producerId: string; producerEpoch: number; topics: readonly { topic: string; partitions: readonly number[] }[]
  }): Promise<unknown>
  endTxn(request: { transactionalId: string; producerId: string; producerEpoch: number; transactionResult: boolean }): Promise<unknown>
}

/** Metadata of the cluster and connections to its brokers. */
export interface Cluster {
  connect(): Promise<void>
  disconnect(): Promise<void>
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>
  refreshMetadata(): Promise<void>
  refreshMetadataIfNecessary(): Promise<void>
  findBroker(node: { nodeId: number | string }): Promise<Broker>
  findControllerBroker(): Promise<Broker>
  /** coordinatorType 0: of a group, 1: of a transactional id. */
  findGroupCoordinator(request: { groupId: string; coordinatorType?: 0 | 1 }): Promise<Broker>
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number; readonly leader: number }[]
}

const require = createRequire(import.meta.url)
const ClusterClass = require('kafkajs/src/cluster') as new (options: Record<string, unknown>) => Cluster
const socketFactory = (require('kafkajs/src/network/socketFactory') as () => unknown)()

const { createErrorFromCode } = require('kafkajs/src/protocol/error') as { createErrorFromCode(code: number): { type: string; retriable: boolean } }

/** Kafka's name of an error code, and whether the same request may succeed later. */
export const errorOfCode = (code: number): { readonly type: string; readonly retriable: boolean } => createErrorFromCode(code)

/** A cluster object of kafkajs, which its public interface does not give. The only place that reaches into the library. */
export function newCluster(config: KafkaConfig, logger: Logger): Cluster {
  return new ClusterClass({
    ...config, logger, socketFactory, enforceRequestTimeout: true, metadataMaxAge: 300_000, allowAutoTopicCreation: false, isolationLevel: 1,
  })
}
