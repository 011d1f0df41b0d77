/** Runs that stopped the thread they ran in, and until when they are left alone. */
import type { WorkflowOfThread } from './workflow-threads.ts'

/** Left alone after the first, the second and every later time, ms. Temporal itself waits up to 10 minutes between two tries. */
const WAITS_MS = [60_000, 600_000, 3_600_000] as const
/** As many runs of one workflow, and the others of it are left alone too: each costs everybody seconds. */
const RUNS_OF_ONE = 3
/** The oldest are forgotten, and found again if need be. */
const MAX_RUNS = 1_000

export interface PoisonList {
  /** @returns until when the run is left alone, ms since 1970 */
  add(workflow: WorkflowOfThread): number
  /** Why a run is left alone now; null: it is not. */
  reasonAgainst(workflow: WorkflowOfThread): string | null
}

export function createPoisonList(now: () => number = Date.now): PoisonList {
  const runs = new Map<string, { readonly type: string; readonly times: number; readonly untilMs: number }>()

  return {
    add({ runId, workflowType }) {
      const times = (runs.get(runId)?.times ?? 0) + 1
      const untilMs = now() + (WAITS_MS[Math.min(times, WAITS_MS.length) - 1] as number)
      runs.delete(runId)
      runs.set(runId, { type: workflowType, times, untilMs })
      for (const [oldest] of runs) if (runs.size > MAX_RUNS) runs.delete(oldest)
      return untilMs
    },
    reasonAgainst({ runId, workflowType }) {
      const own = runs.get(runId)
      if (own !== undefined && own.untilMs > now())
        return `This run stopped its worker ${own.times} times (a step that does not end, or out of memory), and is left alone until ${iso(own.untilMs)}. Terminate it, or deploy a build that can run it`
      const active = [...runs.values()].filter((run) => run.type === workflowType && run.untilMs > now())
      if (active.length < RUNS_OF_ONE) return null
      const untilMs = Math.min(...active.map((run) => run.untilMs))
      return `${active.length} runs of '${workflowType}' stopped their worker (a step that does not end, or out of memory); all of it is left alone until ${iso(untilMs)}`
    },
  }
}

const iso = (ms: number) => new Date(ms).toISOString()
