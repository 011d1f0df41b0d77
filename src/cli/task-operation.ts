/** Which operation the options of `startnode task` ask for. */

import { StartnodeError } from '../errors/startnode-error.ts'
import type { TaskAction } from '../tasks/task-operation.ts'
import { cliActor } from './input/change-options.ts'

/** Options of `startnode task`; at most one of the first eight. */
export interface TaskOperationOptions {
  readonly signal?: string
  readonly update?: string
  readonly cancel?: boolean
  readonly terminate?: boolean
  /** Title of the node. */
  readonly resetTo?: string
  readonly pause?: boolean
  readonly unpause?: boolean
  readonly tryNow?: boolean
  /** JSON, of `signal` and `update`. */
  readonly input?: string
  /** Of `terminate`, `resetTo`, `pause` and `unpause`. */
  readonly reason?: string
  /** Of `resetTo`: ids of writes. */
  readonly confirmWrites?: readonly string[]
}

const KINDS = ['signal', 'update', 'cancel', 'terminate', 'resetTo', 'pause', 'unpause', 'tryNow'] as const
const WITH_INPUT: readonly string[] = ['signal', 'update']
const WITH_REASON: readonly string[] = ['terminate', 'resetTo', 'pause', 'unpause']

/**
 * Which operation is asked for; null: none.
 *
 * @throws StartnodeError `usage` when the options do not go together, or `--input` is not JSON
 */
export function operationOf(options: TaskOperationOptions): TaskAction | null {
  const [kind = null, ...others] = KINDS.filter((name) => options[name] !== undefined)
  if (others.length > 0) throw new StartnodeError('usage', 'One operation at a time')
  if (options.input !== undefined && !WITH_INPUT.includes(kind ?? ''))
    throw new StartnodeError('usage', '--input goes with --signal or --update')
  if (options.reason !== undefined && !WITH_REASON.includes(kind ?? ''))
    throw new StartnodeError('usage', '--reason goes with --terminate, --reset-to, --pause or --unpause')
  if (options.confirmWrites !== undefined && kind !== 'resetTo')
    throw new StartnodeError('usage', '--confirm-writes goes with --reset-to')
  const { signal = '', update = '', resetTo = '', reason = `by ${cliActor()}` } = options
  switch (kind) {
    case null:
    case 'cancel':
      return kind && { kind }
    case 'tryNow':
      return { kind, activity: null }
    case 'signal':
      return { kind, name: signal, args: readInput(options.input) }
    case 'update':
      return { kind, name: update, args: readInput(options.input) }
    case 'resetTo':
      return { kind, node: resetTo, reason, confirmed: options.confirmWrites ?? [] }
    default:
      return { kind, reason }
  }
}

/** The arguments of a signal or an Update: one, or none. */
function readInput(text: string | undefined): [] | [unknown] {
  if (text === undefined) return []
  try {
    return [JSON.parse(text)]
  } catch (error) {
    throw new StartnodeError('usage', `--input is not JSON: ${(error as Error).message}`)
  }
}
