/**
 * The numbers of DESIGN section 7 that one run can measure, as ratios against what everyone can judge: bare node:http,
 * bare Express and a plain loop of `client.workflow.start`, on the same machine in the same minutes; and how long a start
 * takes. Targets and load are processes of their own, rounds are interleaved, the median counts. What a request costs is CPU
 * of the target's own process, which does not swing with the neighbours. `--node 24` runs it on another Node; `--json` prints rows
 * only, `--start-up` measures starts only, `--diagrams` imported processes only, and all there is of them (the whole bench has
 * the rows that are judged within a run), `--tasks [count]` what a task costs on three servers, by so many of each kind and
 * round (300), for information; exit code 1 when a row misses its reach.
 */

import { TYPESCRIPT } from '../helpers/typescript.ts'
import { runOnNode } from '../house/run-on-node.ts'
import type { BenchRow } from './bench-row.ts'
import { judgeDiagramCost, judgeDiagrams } from './diagrams/judge-diagrams.ts'
import { measureDiagramCost, measureDiagrams } from './diagrams/measure-diagrams.ts'
import { judgeRows } from './judge-rows.ts'
import { judgeStartUp } from './judge-start-up.ts'
import { measureBodies } from './measure-bodies.ts'
import { measureForwarder } from './measure-forwarder.ts'
import { measureLetters } from './measure-letters.ts'
import { measureReceivers } from './measure-receivers.ts'
import { measureStartUp } from './measure-start-up.ts'
import { measureTasks, TASKS, tellTasks } from './measure-tasks.ts'
import { printTable } from './print-table.ts'

const json = process.argv.includes('--json')
const say = (text: string) => void process.stderr.write(`${text}\n`)

const nodeAt = process.argv.indexOf('--node')
if (nodeAt >= 0) {
  const [wanted = '', ...rest] = process.argv.slice(nodeAt + 1)
  const args = [...TYPESCRIPT, process.argv[1] as string, ...process.argv.slice(2, nodeAt), ...rest]
  process.exit(await runOnNode(wanted, args))
}
say(`Node ${process.version}`)

const tasksAt = process.argv.indexOf('--tasks')
if (tasksAt >= 0) {
  const told = await measureTasks(say, Number(process.argv[tasksAt + 1] ?? TASKS) || TASKS)
  process.stdout.write(tellTasks(told))
  process.exit()
}
const rows = process.argv.includes('--diagrams')
  ? judgeDiagrams(await measureDiagrams(say))
  : await measureRest()
process.stdout.write(
  json
    ? `${JSON.stringify({ node: process.version, rows })}\n`
    : `Node ${process.version}\n${printTable(rows)}`,
)
process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1

async function measureRest(): Promise<BenchRow[]> {
  const startUp = judgeStartUp(await measureStartUp(say))
  if (process.argv.includes('--start-up')) return startUp
  const bodies = measureBodies(say)
  const receivers = await measureReceivers(say)
  const forwarder = await measureForwarder(say)
  const letters = await measureLetters(say)
  const diagrams = judgeDiagramCost(await measureDiagramCost(say))
  return [...judgeRows(receivers, forwarder, letters, bodies), ...diagrams, ...startUp]
}
