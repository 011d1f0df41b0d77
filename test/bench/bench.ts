/**
 * The numbers of DESIGN section 7 that one run can measure, as ratios against what everyone can judge: bare node:http,
 * bare Express and a plain loop of `client.workflow.start`, on the same machine in the same minutes; and how long a start
 * takes. Targets and load are processes of their own, rounds are interleaved, the median counts. `--json` prints rows
 * only, `--start-up` measures starts only, `--tasks` what a task
 * costs on three servers, for information; exit code 1 when a row misses its reach.
 */
import { judgeRows } from './judge-rows.ts'
import { judgeStartUp } from './judge-start-up.ts'
import { measureBodies } from './measure-bodies.ts'
import { measureForwarder } from './measure-forwarder.ts'
import { measureLetters } from './measure-letters.ts'
import { measureReceivers } from './measure-receivers.ts'
import { measureStartUp } from './measure-start-up.ts'
import { measureTasks } from './measure-tasks.ts'
import { printTable } from './print-table.ts'

const json = process.argv.includes('--json')
const say = (text: string) => void process.stderr.write(`${text}\n`)

if (process.argv.includes('--tasks')) {
  for (const { on, kind, startsPerSecond, completionsPerSecond, cpuMs } of await measureTasks(say)) {
    const cpu = Object.entries(cpuMs).map(([part, ms]) => `${part} ${ms.toFixed(1)}`)
    const rates = `${Math.round(startsPerSecond)} starts/s, ${Math.round(completionsPerSecond)} completions/s`
    process.stdout.write(`${on}, ${kind}: ${rates}; ms of CPU a task: ${cpu.join(', ')}\n`)
  }
  process.exit()
}
const rows = judgeStartUp(await measureStartUp(say))
if (!process.argv.includes('--start-up')) {
  const bodies = measureBodies(say)
  const receivers = await measureReceivers(say)
  const forwarder = await measureForwarder(say)
  const letters = await measureLetters(say)
  rows.unshift(...judgeRows(receivers, forwarder, letters, bodies))
}
process.stdout.write(json ? `${JSON.stringify({ rows })}\n` : printTable(rows))
process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1
