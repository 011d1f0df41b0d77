/** Finds where a task of another process is, or would be: what a workflow has no client, no hash and no settings for. */
import { ApplicationFailure } from '@temporalio/common'
import { isProcessId } from '../process/ids/process-id.ts'
import { taskIdOf } from '../process/ids/task-id.ts'
import { refWorkflowId, taskWorkflowId } from '../process/ids/workflow-id.ts'
import { aliasState, type SettingsSnapshot } from '../settings/snapshot.ts'
import type { StartClient } from '../temporal/start-client.ts'

export interface TaskQuestion {
  /** Process id, or `@alias`. */
  readonly target: string
  readonly ref?: string
  readonly taskId?: string
  /** Names the new task; see `nextOperationKey`. */
  readonly key?: string
}

export interface TaskPlace {
  readonly process: string
  /** That of the ref, of the task, or of the new task. */
  readonly workflowId: string
  /** What stands for the ref there; null: no ref. */
  readonly refInId: string | null
  /** Task id that belongs to the key. */
  readonly newTaskId: string
  /** The latest run of that id; null: there is none. */
  readonly run: {
    readonly runId: string
    readonly open: boolean
    /** Task id of the first run of that id; null: not known. */
    readonly first: string | null
    /** Digest of its body, null: it had no key; left out where it is not known. */
    readonly firstDigest?: string | null
    /** Task id of a copy; null: another. */
    readonly copy: string | null
  } | null
}

export type LocateTask = (question: TaskQuestion) => Promise<TaskPlace>

export interface LocatePorts {
  readonly readSettings: () => Promise<SettingsSnapshot>
  readonly client: Pick<StartClient, 'describeRun' | 'list'>
  /** What stands for a ref of a process in ids. Default: itself. */
  readonly refInId?: (process: string, ref: string) => string
}

const CALL_MS = 5_000
/** Of gRPC. */
const INVALID_ARGUMENT = 3

/** Makes the local activity `locateTask`. */
export function createLocateTask({
  readSettings,
  client,
  refInId = (_, ref) => ref,
}: LocatePorts): LocateTask {
  async function findProcess(target: string): Promise<string> {
    if (!target.startsWith('@')) {
      if (isProcessId(target)) return target
      throw ApplicationFailure.nonRetryable(`'${target}' is no process id`, 'access_denied')
    }
    const process = aliasState(await readSettings(), target.slice(1))?.process ?? null
    if (process !== null) return process
    // An operator may link it while the task waits.
    throw ApplicationFailure.retryable(`The alias ${target} points at no process`, 'conveyor_is_not_active')
  }

  /** A task with a ref is found by its search attribute, which follows within a second or so. */
  async function findById(process: string, taskId: string): Promise<string | null> {
    const query = `MpoProcess = '${process}' AND MpoTaskId = '${taskId}' AND ExecutionStatus = 'Running'`
    try {
      for await (const { workflowId } of client.list({ query, pageSize: 10 }))
        if (workflowId.startsWith(`${process}/r/`) || workflowId.startsWith(`${process}/t/`))
          return workflowId
    } catch (error) {
      if (!lacksAttributes(error)) throw error
    }
    return null
  }

  return async ({ target, ref, taskId, key = '' }) => {
    const process = await findProcess(target)
    const newTaskId = taskIdOf(`copy:${process}`, key)
    const shown = ref === undefined ? null : refInId(process, ref)
    let workflowId =
      shown === null ? taskWorkflowId(process, taskId ?? newTaskId) : refWorkflowId(process, shown)
    const isAsked = shown !== null || taskId !== undefined
    let found = isAsked ? await client.describeRun({ workflowId, deadlineMs: CALL_MS }) : null
    if (found === null && taskId !== undefined && /^[0-9a-f]{24}$/.test(taskId)) {
      const other = await findById(process, taskId)
      if (other !== null) {
        workflowId = other
        found = await client.describeRun({ workflowId, deadlineMs: CALL_MS })
      }
    }
    const text = (value: unknown) => (typeof value === 'string' ? value : null)
    const run = found && {
      runId: found.runId,
      open: found.open,
      first: text(found.memo.first),
      ...(found.memo.firstDigest === undefined ? {} : { firstDigest: text(found.memo.firstDigest) }),
      copy: text(found.memo.copy),
    }
    return { process, workflowId, refInId: shown, newTaskId, run }
  }
}

/** A namespace may not know our search attributes, and no retry would find them. */
function lacksAttributes(error: unknown): boolean {
  const { code, details } = ((error as Error).cause ?? error) as { code?: unknown; details?: unknown }
  return code === INVALID_ARGUMENT && /search attribute/i.test(String(details))
}
