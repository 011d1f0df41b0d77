/** One process as a diagram, the same in code as `startnode convert` writes it, and with a code node, in turns on one worker. */
import type { WorkflowHandle } from '@temporalio/client'
import { forEachAtOnce } from '../../helpers/for-each-at-once.ts'
import { countActions } from '../../workflows/nodes/count-actions.ts'
import { readCpu } from '../read-cpu.ts'
import type { BenchWorker, DiagramBench } from './open-bench.ts'

/** Processes; the one in code is that of targets/collect-fee.ts. */
export const KINDS = {
  code: 'collect-fee',
  diagram: '7001-collect-fee',
  script: '7002-collect-fee-by-script',
} as const
export type Kind = keyof typeof KINDS

const AT_ONCE = 20

export interface CostNumbers {
  /** ms of CPU of the worker for each task, of each round. */
  readonly cpuMs: Readonly<Record<Kind, readonly number[]>>
  /** Of one task. */
  readonly events: Readonly<Record<Kind, number>>
  readonly actions: Readonly<Record<Kind, number>>
}

/**
 * @param size.rounds that count; one before them pays for compiling
 * @param size.tasks of each kind in a round: not less than some dozens, since the kernel counts CPU by 10 ms
 */
export async function measureCost(
  { client, bank }: DiagramBench,
  worker: BenchWorker,
  size: { readonly rounds: number; readonly tasks: number },
  say: (text: string) => void,
): Promise<CostNumbers> {
  const kinds = Object.keys(KINDS) as Kind[]
  const cpuMs: Record<Kind, number[]> = { code: [], diagram: [], script: [] }
  const last = new Map<Kind, WorkflowHandle>()

  async function run(kind: Kind): Promise<number> {
    const before = readCpu(worker.pid)
    await forEachAtOnce(Array.from({ length: size.tasks }), AT_ONCE, async () => {
      const task = await worker.start(KINDS[kind], { ...bank, amount: 60, client: 'C-1' })
      assertCollected(kind, await task.result())
      last.set(kind, task)
    })
    return (readCpu(worker.pid) - before) / size.tasks
  }

  for (let round = 0; round <= size.rounds; round += 1) {
    // The other way round each time: none of them is always the one behind
    for (const kind of round % 2 === 0 ? kinds : [...kinds].reverse()) {
      const ms = await run(kind)
      if (round > 0) cpuMs[kind].push(ms)
    }
    if (round > 0)
      say(
        `collect fee, round ${round}: ${kinds.map((kind) => `${kind} ${cpuMs[kind].at(-1)?.toFixed(1)}`).join(', ')} ms a task`,
      )
  }
  const events = { code: 0, diagram: 0, script: 0 }
  const actions = { code: 0, diagram: 0, script: 0 }
  for (const [kind, { workflowId }] of last) {
    const history = await client.workflow.getHandle(workflowId).fetchHistory()
    events[kind] = history.events?.length ?? 0
    actions[kind] = countActions(history)
  }
  return { cpuMs, events, actions }
}

/** What fails is quick, and would look well. */
function assertCollected(kind: Kind, result: unknown): void {
  const { outcome, data } = result as { outcome?: string; data?: { accepted?: boolean; fee?: number } }
  if (outcome !== 'success' || data?.accepted !== true || data.fee !== 120)
    throw new Error(`A task of ${KINDS[kind]} did not collect its fee: ${JSON.stringify(result)}`)
}
