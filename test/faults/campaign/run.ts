/**
 * `npm run faults -- --seeds N [--first SEED] [--faults F] [--minutes M] [--on postgres]`: one campaign after the other, a line each, and
 * all that is needed to run one again. A seed that failed is kept (kept-seeds.json), so that `npm test` runs it from then on.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { inspect, parseArgs } from 'node:util'
import { startPostgresTemporal } from './on-postgres.ts'
import { type CampaignReport, runCampaign } from './run-campaign.ts'

const KEPT = fileURLToPath(new URL('./kept-seeds.json', import.meta.url))

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    first: { type: 'string', default: '1' },
    faults: { type: 'string', default: '5' },
    minutes: { type: 'string' },
    on: { type: 'string', default: 'dev' },
    verbose: { type: 'boolean', default: false },
  },
})
const faults = Number(values.faults)
const first = Number(values.first)
const end =
  values.minutes === undefined ? Number.POSITIVE_INFINITY : Date.now() + Number(values.minutes) * 60_000
// Ends what was started: test/helpers/child-process.ts does it at the exit
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
const reports: CampaignReport[] = []
const failed: number[] = []
const log = (line: string) => console.log(`  ${new Date().toISOString().slice(11, 19)} ${line}`)

for (let seed = first; seed < first + Number(values.seeds) && Date.now() < end; seed += 1) {
  const again = `npm run faults -- --first ${seed} --seeds 1 --faults ${faults} --on ${values.on}`
  try {
    const report = await runOne(seed)
    reports.push(report)
    console.log(JSON.stringify(report))
    if (report.violations.length === 0) continue
  } catch (error) {
    console.log(`seed ${seed}: ${inspect(error)}`)
  }
  failed.push(seed)
  console.log(`seed ${seed} FAILED; again: ${again}`)
  await keep(seed, faults)
}

const sum = (of: (report: CampaignReport) => Readonly<Record<string, number>>) => {
  const sums: Record<string, number> = {}
  for (const report of reports)
    for (const [what, count] of Object.entries(of(report))) sums[what] = (sums[what] ?? 0) + count
  return sums
}
console.log(
  JSON.stringify({
    seeds: reports.length,
    failed,
    faults: countFaults(),
    requests: sum(({ requests }) => requests),
    outcomes: sum(({ outcomes }) => outcomes),
    orders: reports.reduce((all, { orders }) => all + orders, 0),
  }),
)
process.exitCode = failed.length > 0 ? 1 : 0

/** On PostgreSQL each seed has a server of its own too, so that it can be run again alone. */
async function runOne(seed: number): Promise<CampaignReport> {
  const options = { seed, faults, ...(values.verbose ? { log } : {}) }
  if (values.on !== 'postgres') return runCampaign(options)
  const { temporal, namespace, stop } = await startPostgresTemporal()
  try {
    return await runCampaign({ ...options, temporal, namespace })
  } finally {
    await stop()
  }
}

function countFaults(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const fault of reports.flatMap((report) => report.faults)) {
    const kind = fault.split(' ')[0] as string
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}

async function keep(seed: number, count: number): Promise<void> {
  const kept = JSON.parse(await readFile(KEPT, 'utf8')) as { seed: number; faults: number }[]
  if (kept.some((one) => one.seed === seed && one.faults === count)) return
  await writeFile(KEPT, `${JSON.stringify([...kept, { seed, faults: count }], null, 2)}\n`)
}
