import type { Client } from '@temporalio/client'
import { StartnodeError } from '../../errors/startnode-error.ts'
import type { RunOf } from '../../temporal/temporal-command.ts'
import { findFailedNode } from '../find-reset-point.ts'
import type { Signer } from '../sign-signal.ts'
import { attemptOn, prepareOperation, type TaskAction } from '../task-operation.ts'
import { repeatTask } from './repeat-task.ts'

/** What can be done to many tasks alike. `retry`: back to the node that failed. */
export type ManyAction =
  | { readonly do: 'retry'; readonly reason: string }
  | { readonly do: 'reset'; readonly node: string; readonly reason: string }
  | { readonly do: 'run-again' }
  | { readonly do: 'signal'; readonly name: string; readonly args: readonly [] | readonly [unknown] }
  | { readonly do: 'cancel' }
  | { readonly do: 'terminate'; readonly reason: string }

/** A task as it was listed. */
export interface ListedTask extends RunOf {
  readonly status: string
}

/**
 * Does it to one, if it is still what it was: the latest run of its id, in the same state. Writes that a reset would do again and that
 * are not known any more are never confirmed here: such a task is refused, to be looked at by itself.
 *
 * @throws StartnodeError `task_refused`, `writes_unconfirmed`, `worker_missing`, `temporal_unreachable`
 */
export async function changeTask(
  client: Client,
  task: ListedTask,
  action: ManyAction,
  signer: Signer,
  isServed: (process: string) => boolean,
): Promise<void> {
  await requireUnchanged(client, task)
  if (action.do === 'run-again') {
    await repeatTask(client, task, signer.actor, isServed)
    return
  }
  const run = client.workflow.getHandle(task.workflowId, task.runId)
  const operation = await prepareOperation(client, run, await operationOf(), signer)
  await operation.perform()

  async function operationOf(): Promise<TaskAction> {
    switch (action.do) {
      case 'retry': {
        const node = await attemptOn('reading the task', () => findFailedNode(client, run))
        return { kind: 'resetTo', node, reason: action.reason, confirmed: [] }
      }
      case 'reset':
        return { kind: 'resetTo', node: action.node, reason: action.reason, confirmed: [] }
      case 'signal':
        return { kind: 'signal', name: action.name, args: action.args }
      case 'terminate':
        return { kind: 'terminate', reason: action.reason }
      default:
        return { kind: 'cancel' }
    }
  }
}

/** A reset of an older run would end the one that came since. */
async function requireUnchanged(client: Client, { workflowId, runId, status }: ListedTask): Promise<void> {
  const latest = await attemptOn('reading the task', () => client.workflow.getHandle(workflowId).describe())
  if (latest.runId !== runId)
    throw new StartnodeError(
      'task_refused',
      'Another run of it has come since it was listed: nothing was done',
    )
  const now = latest.status.name
  if (!isSame(now, status))
    throw new StartnodeError(
      'task_refused',
      `It was ${tell(status)} when it was listed and is ${tell(now)} now: nothing was done`,
    )
}

/** Lists and descriptions spell one of them in two ways. */
const isSame = (a: string, b: string) =>
  a.replace('CANCELLED', 'CANCELED') === b.replace('CANCELLED', 'CANCELED')
const tell = (status: string) => status.toLowerCase().replace('_', ' ')
