/**
 * Speed and cost side by side with the reference, on a broker of its own, measured from outside by the bench kit. Usage: npm run bench -- --help
 * Exits with 1 where results are missing, doubled, or differ from the oracle's: a fast wrong answer is no answer.
 */
import { ours, reference, type Contestant } from './speed/contestant.ts'
import { askOracle, fill, latency, throughput, type Bench, type Measured } from './speed/measure.ts'
import { runSession, say } from './speed/session.ts'
import { faultsOf, table, verdict } from './speed/table.ts'

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

await runSession({
  defaults: [],
  deployments: ({ rounds, rates, contestants }) => Array.from({ length: rounds }, (_, i) => i + 1).flatMap((round) => [
    `round${round}`, ...rates.flatMap((rate) => contestants.filter((name) => hasLatency({ name })).map((name) => deploymentAt(name, rate, round))),
  ]),
  async measure(bench) {
    const runs = await measureAll(bench)
    say(`\n${table(runs)}\n\n${verdict(runs)}`)
    return { figures: { runs }, wrong: runs.some((run) => faultsOf(run).length > 0) }
  },
})
