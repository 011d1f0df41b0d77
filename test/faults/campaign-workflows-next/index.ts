/**
 * The next build of the processes of campaigns: those that wait take one step more at their begin, so that a task of the build
 * before would fail here.
 */
import { sleep } from '@temporalio/workflow'
import type { Task } from '../../../src/process/task.ts'
import * as before from '../campaign-workflows/index.ts'

export * from '../campaign-workflows/index.ts'

export async function keptEvents(task: Task<before.Event>): Promise<string[]> {
  await sleep(1)
  return before.keptEvents(task)
}

export async function paidEvents(task: Task<before.Event>): Promise<number | null> {
  await sleep(1)
  return before.paidEvents(task)
}
