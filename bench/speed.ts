/**
 * Speed and cost side by side with the reference, on a broker of its own, measured from outside by the bench kit. Usage: npm run bench -- --help
 * Exits with 1 where results are missing, doubled, or differ from the oracle's: a fast wrong answer is no answer.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findJava } from '../infra/local/java.ts'
import { Refusal } from '../services/shared/refusal.ts'
import { conditions } from './speed/conditions.ts'
import { ours, reference, type Contestant } from './speed/contestant.ts'
import { openKit } from './speed/kit.ts'
import { askOracle, fill, latency, throughput, type Bench, type Measured } from './speed/measure.ts'
import { commandLine, type SpeedOptions } from './speed/options.ts'
import { openStage } from './speed/stage.ts'
import { faultsOf, table, verdict } from './speed/table.ts'

const say = (line: string) => console.log(line)

const hasLatency = ({ name }: Pick<Contestant, 'name'>) => name !== 'small'
const deploymentAt = (name: Contestant['name'], rate: number, round: number) => `${name}_${rate}_${round}`

async function measureAll(bench: Bench): Promise<Measured[]> {
  const { stage, kit, options } = bench
  const contestants = [reference(stage, kit, 'reference'), reference(stage, kit, 'small'), ours(stage, options)].filter(({ name }) => options.contestants.includes(name))
  const runs: Measured[] = []
  const note = (run: Measured) => {
    runs.push(run)
    say(table([run]).split('\n').at(-1)!)
  }
  for (let round = 1; round <= options.rounds; round++) {
    const deployment = `round${round}`
    const filled = await fill(bench, deployment, options.events, null)
    await askOracle(bench, deployment)
    const inTurn = round % 2 === 1 ? contestants : contestants.toReversed()
    for (const contestant of inTurn) note(await throughput(bench, contestant, deployment, round, filled))
    for (const rate of options.rates) {
      for (const contestant of inTurn.filter(hasLatency)) note(await latency(bench, contestant, deploymentAt(contestant.name, rate, round), round, rate))
    }
  }
  return runs
}

async function main(options: SpeedOptions): Promise<void> {
  const java = await findJava(process.env)
  const kit = await openKit(options.kit, java.command, say)
  const folder = mkdtempSync(join(tmpdir(), 'cx-speed-'))
  const deployments = Array.from({ length: options.rounds }, (_, i) => i + 1).flatMap((round) => [
    `round${round}`, ...options.rates.flatMap((rate) => options.contestants.filter((name) => hasLatency({ name })).map((name) => deploymentAt(name, rate, round))),
  ])
  const stage = await openStage(folder, java.command, deployments, say, options.compression)
  try {
    const facts = conditions(options, java.version)
    say(JSON.stringify(facts))
    const runs = await measureAll({ stage, kit, options })
    say(`\n${table(runs)}\n\n${verdict(runs)}`)
    mkdirSync(dirname(options.out), { recursive: true })
    writeFileSync(options.out, `${JSON.stringify({ conditions: facts, runs }, null, 1)}\n`)
    if (runs.some((run) => faultsOf(run).length > 0)) process.exitCode = 1
  } finally {
    await stage.stop()
    if (options.keep) say(`kept: ${folder}`)
    else rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

const options = commandLine(process.argv.slice(2), process.env)
if (options) {
  await main(options).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error
    say(`${error.message}\n${error.remedy}`)
    process.exitCode = 1
  })
}
// Not left to the runtime: with the reaper's handles open, its own clean-up at the end of a process has been seen to spin for ever.
process.exit()
