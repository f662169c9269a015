import { setTimeout as wait } from 'node:timers/promises'
import type { DataFolder } from './data-folder.ts'
import { endIn } from './explain.ts'
import { answers } from './registry.ts'
import type { Report } from './report.ts'
import { serviceRun, type LocalService, type ServiceRun } from './services.ts'
import type { Stoppable } from './stopping.ts'
import { supervise } from './supervisor.ts'

export interface ServicesContext {
  readonly env: NodeJS.ProcessEnv
  readonly data: DataFolder
  readonly report: Report
  readonly signal: AbortSignal
  /** Gets what is to be stopped, from the last to the first. */
  readonly running: Stoppable[]
  readonly services: readonly LocalService[]
}

/** Starts the services and keeps them running. Resolves when each is ready or has refused; gives them, and the names of those that refused. */
export async function startServices(context: ServicesContext): Promise<{ runs: ServiceRun[]; refused: string[] }> {
  const { services, env, data } = context
  const runs = await Promise.all(services.map((name) => serviceRun(name, env, data.log(name))))
  const refused: string[] = []
  const states: State[] = []
  for (const run of runs) states.push(await startOne(run, context))
  await Promise.all(runs.map(async (run, index) => {
    if ((await settled(run, states[index]!, context.signal)) === 'ready') context.report.ready(run.name)
    else refused.push(run.name)
  }))
  return { runs, refused }
}

interface State {
  refused: boolean
}

async function startOne(run: ServiceRun, { report, running }: ServicesContext): Promise<State> {
  const state: State = { refused: false }
  const supervised = supervise(await run.start(), {
    name: run.name,
    start: () => run.start(),
    onDeath(death) {
      const why = endIn(death.output)
      if (death.kind === 'refused') {
        state.refused = true
        report.trouble(`${run.name} refuses to go on, and is not started again: ${why}`)
      } else {
        report.trouble(`${run.name} ${death.how}; started again in ${(death.inMs / 1000).toFixed(1)} s. ${why}`)
      }
    },
  })
  running.push(supervised)
  return state
}

/** Waits until the service serves, or never will. */
async function settled(run: ServiceRun, state: State, signal: AbortSignal): Promise<'ready' | 'refused'> {
  while (!state.refused) {
    if (await answers(`${run.url()}/health/ready`)) return 'ready'
    await wait(100, null, { signal })
  }
  return 'refused'
}
