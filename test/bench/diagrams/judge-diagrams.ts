/** Turns what diagrams cost into rows of the table. */
import { atLeast, atMost, type BenchRow, tell } from '../bench-row.ts'
import { median } from '../median.ts'
import type { CostNumbers, Kind } from './measure-cost.ts'
import type { DiagramNumbers } from './measure-diagrams.ts'
import { type RateKind, type Rates, WANTED } from './measure-rates.ts'

/** The rows that a run judges by itself. */
export function judgeDiagramCost({ cpuMs, events, actions }: CostNumbers): BenchRow[] {
  const against = (kind: Kind) => {
    // Of one round and its neighbour: what else the machine does then meets both sides
    const ratio = median(cpuMs[kind].map((ms, round) => ms / (cpuMs.code[round] as number)))
    const detail = `${median(cpuMs[kind]).toFixed(1)} ms against ${median(cpuMs.code).toFixed(1)} ms of the worker, one API call`
    return { ratio, detail }
  }
  const plain = against('diagram')
  const script = against('script')
  const told = (kind: Kind) => `${actions[kind]} Actions and ${events[kind]} events`
  return [
    atMost(
      1.3,
      'CPU per task of a diagram without code nodes, against the same process as convert writes it in code',
      plain.ratio,
      plain.detail,
    ),
    tell('the same with one code node', script.ratio, script.detail),
    atMost(
      3,
      'billable Actions of a diagram with one API call',
      actions.diagram,
      `${events.diagram} events; with a code node ${told('script')}; in code ${told('code')}`,
    ),
  ]
}

/** All rows of `--diagrams`. */
export function judgeDiagrams({ cost, steps, memory, rates }: DiagramNumbers): BenchRow[] {
  const { diagrams, fileKib, oneMib, manyMib, oneRunMib, manyRunMib, tasks } = memory
  return [
    ...judgeDiagramCost(cost),
    tell(
      'steps of a diagram, for each second of CPU',
      null,
      `${round(steps.stepsPerSecond)} steps, ${round(steps.nodesPerSecond)} nodes; in a workflow, ${steps.nodes} nodes in a row: ${steps.workflowNodeUs.toFixed(1)} us of the worker a node`,
    ),
    tell(
      `memory of a worker for each of ${diagrams} diagrams, in MiB`,
      (manyMib - oneMib) / (diagrams - 1),
      `files of ${round(fileKib)} KiB; ${round(manyMib)} MiB against ${round(oneMib)} MiB with one; after ${tasks} tasks, each of another diagram, ${round(manyRunMib)} MiB against ${round(oneRunMib)} MiB`,
    ),
    tell('tasks/s that neither read nor add', rates.nothing.rate, tellRate(rates, 'nothing')),
    judgeRate(rates, 'reads', 'tasks/s that each read one configuration task three times, held'),
    judgeRate(rates, 'sums', 'tasks/s that each add to four sums of one node, held'),
  ]
}

/** Where tasks that do nothing come nowhere near what is wanted, it is the machine that does not. */
function judgeRate(rates: Rates, kind: RateKind, name: string): BenchRow {
  const { rate, holds } = rates[kind]
  const held = holds ? rate : 0
  if (rates.nothing.atMost >= WANTED) return atLeast(WANTED, name, held, tellRate(rates, kind))
  return tell(name, held, `${tellRate(rates, kind)}; this machine is too small for ${WANTED}/s`)
}

function tellRate(rates: Rates, kind: RateKind): string {
  const { atMost: most, rate, started, ended, holds } = rates[kind]
  const asked = {
    nothing: '',
    reads: `; then it answers in ${round(rates.stateMs)} ms`,
    sums: `; then a sum answers in ${round(rates.sumMs)} ms`,
  }
  return `at most ${most.toFixed(1)}/s; at ${rate.toFixed(1)}/s ${ended} of ${started} ended meanwhile${holds ? '' : ': it does not hold'}${asked[kind]}`
}

const round = (value: number) => Math.round(value).toLocaleString('en')
