import { proxyActivities } from '@temporalio/workflow'
import type { StateActivities } from '../../../activities/shared/state.ts'
import { isProcessId } from '../../../process/ids/process-id.ts'
import { nameProblem, type StateKey, type StoredState } from '../../../process/ids/shared-names.ts'
import { nextOperationKey } from '../calls/operation-key.ts'
import { failNode } from '../run/fail-node.ts'
import { node } from '../run/node.ts'
import { note } from '../run/note.ts'
import { callShared } from './call-shared.ts'
import { SHARED_ACTIVITY_OPTIONS } from './shared-activity-options.ts'

const activities = proxyActivities<StateActivities>(SHARED_ACTIVITY_OPTIONS)

/**
 * The Set State node: keeps data under a process and a ref, in place of what was there. Every task of every process
 * reads it (`readState`), also when the task that set it is long over.
 *
 * @param state e.g. `{ process: 'customer', ref: task.data.customerId }`; the process need not exist
 * @param data JSON, at most 1 MiB
 * @returns the revision: 1 for the first
 * @throws ApplicationFailure `state_key_invalid` or `state_too_large`, with the node's title
 * @example await setState('Remember the limit', { process: 'customer', ref }, { limit: '500.00' })
 */
export function setState(title: string, state: StateKey, data: unknown): Promise<number> {
  return node(title, async () => {
    checkKey(state)
    const key = nextOperationKey()
    const revision = await callShared(() => activities.setState(state, key, data))
    note(`${state.process}/${state.ref} is at revision ${revision}`)
    return revision
  })
}

/**
 * Reads what `setState` kept.
 *
 * @returns null where nothing was set yet
 * @example const state = await readState<{ limit: string }>('Read the limit', { process: 'customer', ref })
 */
export function readState<Data = unknown>(title: string, state: StateKey): Promise<StoredState<Data> | null> {
  return node(title, () => {
    checkKey(state)
    return callShared(() => activities.readState(state)) as Promise<StoredState<Data> | null>
  })
}

function checkKey({ process, ref }: StateKey): void {
  const problem = isProcessId(process) ? nameProblem(ref) : `'${process}' is not a process id`
  if (problem !== null)
    throw failNode('state_key_invalid', 'software', `the state can not be kept there: ${problem}`)
}
