/** The settings workflow from outside, bare: each call has a deadline, and nothing that comes back is checked yet. */
import {
  type WorkflowClient,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowExecutionDescription,
  WorkflowNotFoundError,
} from '@temporalio/client'
import { explainTemporalError } from '../../temporal/explain-temporal-error.ts'
import { withinDeadline } from '../../temporal/within-deadline.ts'
import type { AuditEntry } from '../change.ts'
import type { SettingsHead } from './head.ts'
import { MEMO, readMemo, type SeenSettings } from './seen-settings.ts'
import type { SettingsState } from './settings-state.ts'
import { NO_STOPS, type Stops } from './stops.ts'

/** One per namespace. */
export const SETTINGS_WORKFLOW_ID = 'startnode-settings'
const WORKFLOW_TYPE = 'startnodeSettings'
const START_WITHIN_MS = 4_000

export interface RunningSettings {
  readonly seen: SeenSettings
  readonly taskQueue: string
}

export interface SettingsWorkflow {
  /** What runs now; null: nothing. @throws TemporalUnreachableError */
  describe(deadline: number): Promise<RunningSettings | null>
  /** Starts them with a head; false: there are some already, or ended ones that must not be replaced. */
  start(wanted: {
    readonly head: SettingsHead
    readonly stops?: Stops
    readonly audit: readonly AuditEntry[]
    /** True: where they were ended. */
    readonly again: boolean
  }): Promise<boolean>
  /** Ends what runs under the id of the settings. */
  end(reason: string): Promise<void>
}

export function createSettingsWorkflow(client: WorkflowClient, taskQueue: string): SettingsWorkflow {
  const handle = client.getHandle(SETTINGS_WORKFLOW_ID)
  return {
    async describe(deadline) {
      let description: WorkflowExecutionDescription
      try {
        description = await withinDeadline(client, deadline, () => handle.describe())
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return null
        throw explainTemporalError(error, 'reading the settings')
      }
      if (description.status.name !== 'RUNNING') return null
      return { seen: readMemo(description.memo), taskQueue: description.taskQueue }
    },
    async start({ head, stops = NO_STOPS, audit, again }) {
      const { content, ...beside } = head
      const state: SettingsState = { snapshot: content, head: beside, stops, audit }
      try {
        await withinDeadline(client, Date.now() + START_WITHIN_MS, () =>
          client.start(WORKFLOW_TYPE, {
            workflowId: SETTINGS_WORKFLOW_ID,
            taskQueue,
            workflowIdReusePolicy: again ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
            workflowIdConflictPolicy: 'FAIL',
            args: [state],
            memo: { [MEMO.settings]: content, [MEMO.head]: beside, [MEMO.stops]: stops },
            staticSummary: 'Settings of all Start nodes',
          }),
        )
        return true
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return false
        throw explainTemporalError(error, 'creating the settings')
      }
    },
    async end(reason) {
      await withinDeadline(client, Date.now() + START_WITHIN_MS, () => handle.terminate(reason)).catch(
        (error: unknown) => {
          if (!(error instanceof WorkflowNotFoundError))
            throw explainTemporalError(error, 'ending the settings')
        },
      )
    },
  }
}
