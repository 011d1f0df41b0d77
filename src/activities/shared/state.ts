import { STATE, type StateKey, type StoredState } from '../../process/ids/shared-names.ts'
import { queryShared, type SharedWorkflow, updateIdOf, updateShared } from './shared-workflow.ts'

/** Activities of the nodes `setState` and `readState`. */
export interface StateActivities {
  /** @returns the revision */
  setState(state: StateKey, key: string, data: unknown): Promise<number>
  readState(state: StateKey): Promise<StoredState | null>
}

export const stateActivities: StateActivities = {
  setState: (state, key, data) => updateShared(stateOf(state), 'set', updateIdOf(key), data),
  readState: (state) => queryShared<StoredState>(stateOf(state), 'state'),
}

function stateOf({ process, ref }: StateKey): SharedWorkflow {
  return { workflowType: STATE.workflowType, workflowId: `${STATE.prefix}${process}/${ref}` }
}
