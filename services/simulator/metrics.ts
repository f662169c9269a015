import { createMetrics } from '../shared/metrics.ts'

/** All metrics of the simulator. */
const list = {
  published: { kind: 'counter', name: 'cx_simulator_published_total', help: 'Events published, acknowledged.', labels: ['topic'] },
  position: { kind: 'gauge', name: 'cx_simulator_position_seconds', help: 'Up to when the world was played, epoch seconds.', labels: [] },
} as const

export const createSimulatorMetrics = () => createMetrics(list)
export type SimulatorMetrics = ReturnType<typeof createSimulatorMetrics>['metrics']
