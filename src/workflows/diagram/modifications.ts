/**
 * What changes a task of a diagram from outside: Modify Task, callback URLs, operators. A modification counts only while the task
 * waits for one (facts: mpo-semantics 38); a callback that is faster than the task is kept, since it is authentic and comes once.
 */
import {
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  log,
  setHandler,
} from '@temporalio/workflow'
import type { JsonObject } from '../../diagram/diagram.ts'
import type { LogicFailure } from '../../diagram/step/effect.ts'
import {
  CALLBACK_SIGNAL,
  callbackSignalOf,
  MODIFY_SIGNAL,
  readCallback,
} from '../../process/callback-signal.ts'
import { DATA_QUERY, MODIFY_UPDATE, type TaskData } from '../../process/diagram/diagram-task.ts'
import { inClear } from '../letters/in-clear.ts'
import type { TaskRun } from '../nodes/run/task-run.ts'

export interface Modifications {
  /** Waits for the next modification while the task stands at the node. */
  next(node: string): Promise<JsonObject>
}

const NOT_WAITING: LogicFailure = {
  type: 'software',
  tag: 'no_api_callback_in_node_with_task',
  description: 'The task stands in no node that waits for a callback',
}

/**
 * Listens from the first moment of the run on.
 *
 * @param nodes ids of the nodes that wait for callbacks: each has a signal of its own, by its callback URL
 * @param show what the query answers
 */
export function listen(run: TaskRun, nodes: readonly string[], show: () => TaskData): Modifications {
  let waiting: string | null = null
  let came: JsonObject | null = null

  function offer(data: unknown): boolean {
    if (waiting === null || came !== null || inClear.arrives) return false
    came = isObject(data) ? data : {}
    return true
  }

  for (const name of [MODIFY_SIGNAL, CALLBACK_SIGNAL])
    setHandler(defineSignal<[unknown]>(name), (data) => {
      if (!offer(data)) log.warn('A modification was dropped: the task waits nowhere', { signal: name })
    })
  for (const node of nodes) {
    const signal = callbackSignalOf(node)
    setHandler(defineSignal<[unknown]>(signal), (...args) => {
      const { urlId, data } = readCallback({ name: signal, args })
      if (urlId !== null && run.usedCallbacks.has(urlId)) return
      if (urlId !== null) run.usedCallbacks.add(urlId)
      if (waiting !== node || !offer(data)) run.kept.push({ name: signal, args: [data] })
    })
  }
  setHandler(
    defineUpdate<LogicFailure | null, [unknown]>(MODIFY_UPDATE),
    (data) => (offer(data) ? null : NOT_WAITING),
    {
      validator: (data) => {
        if (!isObject(data))
          throw ApplicationFailure.nonRetryable('It must be an object', 'modification_invalid')
      },
    },
  )
  setHandler(defineQuery(DATA_QUERY), show)

  return {
    async next(node) {
      const signal = callbackSignalOf(node)
      const kept = run.kept.findIndex(({ name }) => name === signal)
      if (kept >= 0) {
        const [first] = run.kept.splice(kept, 1)
        return isObject(first?.args[0]) ? first.args[0] : {}
      }
      waiting = node
      try {
        await condition(() => came !== null)
        return came as unknown as JsonObject
      } finally {
        waiting = null
        came = null
      }
    },
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
