import type { Task } from '../process/task.ts'
import { DELIVERY_SIGNAL } from './delivery-signal.ts'
import type { DeliveryTarget } from './delivery-target.ts'

/**
 * Signals a run, or the run it continued as new. A closed one may have had the signal before it closed (an earlier
 * try): its history says so.
 *
 * @returns the run that has the delivery, or null when it closed without
 */
export async function reachRun(
  runId: string,
  workflowId: string,
  task: Task,
  requestId: string,
  { client, deadlineMs }: DeliveryTarget,
): Promise<string | null> {
  const isOurs = (arg: unknown) => (arg as Task | null)?.taskId === task.taskId
  for (let run: string | null = runId; run !== null; ) {
    const at = { workflowId, runId: run, signal: DELIVERY_SIGNAL, deadlineMs }
    if (await client.signalRun({ ...at, arg: task, requestId })) return run
    const { found, continuedAs } = await client.findSignal(at, isOurs)
    if (found) return run
    run = continuedAs
  }
  return null
}
