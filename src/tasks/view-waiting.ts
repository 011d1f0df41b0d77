/** What a task waits for, and how to release it: from its trace. */
import { createHash } from 'node:crypto'
import { callbackPath } from '../direct-url/callback-url.ts'
import type { TraceEntry } from '../process/trace.ts'

export interface WaitingView {
  readonly node: string
  readonly kind: 'callback' | 'signal' | 'other'
  /** In plain words, with what it refused so far. */
  readonly note: string | null
  /** ISO 8601, UTC. */
  readonly since: string
  /** When it gives up; null: never, or not told. */
  readonly until: string | null
  /** Name of the signal it takes. */
  readonly signal: string | null
  /** Releases it once. Null for who may not, and where there is none. */
  readonly callbackUrl: string | null
}

export interface WaitingTask {
  readonly workflowId: string
  /** First run of the task. */
  readonly firstRunId: string
  readonly taskId: string
}

/** The words of `waitForCallback` and `waitForSignal`. */
const CALLBACK = /^Waits for a callback/
const SIGNAL = /^Waits for the signal '(.+?)'(?: until |; refused |$)/
const UNTIL = / until (\d{4}-\d\d-\d\dT[\d:.]+Z)/

/** A visit, as much of it as is looked at. */
type Waiting = Pick<TraceEntry, 'node' | 'note' | 'startedAt'> & {
  /** Of the trace, or of its view. */
  readonly state: string
  readonly nodeId?: string | undefined
}

/**
 * @param urls base and first signing key of callback URLs; null: the viewer may not see them
 * @example viewWaiting(trace, task, { publicUrl, key })[0]?.callbackUrl
 */
export function viewWaiting(
  trace: readonly Waiting[],
  task: WaitingTask,
  urls: { readonly publicUrl: string; readonly key: Buffer } | null,
): WaitingView[] {
  return trace
    .filter(({ state }) => state === 'waiting')
    .map(({ node, nodeId, note, startedAt }) => {
      const text = note ?? ''
      const signal = SIGNAL.exec(text)?.[1] ?? null
      const isCallback = CALLBACK.test(text)
      return {
        node,
        kind: isCallback ? 'callback' : signal === null ? 'other' : 'signal',
        note,
        since: startedAt,
        until: UNTIL.exec(text)?.[1] ?? null,
        signal,
        callbackUrl:
          isCallback && urls !== null ? callbackUrlOf(task, { node, nodeId }, startedAt, urls) : null,
      }
    })
}

/** The same URL at every look at the same visit, so that it releases the node once however often it is copied. */
function callbackUrlOf(
  { workflowId, firstRunId, taskId }: WaitingTask,
  { node, nodeId }: Pick<Waiting, 'node' | 'nodeId'>,
  since: string,
  { publicUrl, key }: { readonly publicUrl: string; readonly key: Buffer },
): string {
  const visit = JSON.stringify([workflowId, firstRunId, node, since])
  const urlId = `admin-${createHash('sha256').update(visit).digest('hex').slice(0, 32)}`
  // A callback names its node without those around it, and one of an imported process by its id.
  const title = nodeId ?? node.slice(node.lastIndexOf(' / ') + 1).replace(/^\/ /, '')
  return publicUrl + callbackPath(key, { workflowId, firstRunId, taskId, node: title, urlId, until: null })
}
