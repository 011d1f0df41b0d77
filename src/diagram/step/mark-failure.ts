import type { JsonObject, Logic } from '../diagram.ts'
import type { LogicFailure } from './effect.ts'

/** The word of a logic in `__conveyor_<word>_return_..` (facts: mpo-semantics 45). */
const WORDS: Readonly<Partial<Record<Logic['kind'], string>>> = {
  set: 'set_param',
  code: 'code',
  api: 'api',
  call: 'rpc',
  reply: 'rpc_reply',
  copy: 'copy_task',
  take: 'get_task',
  queue: 'queue',
  callback: 'callback',
  sum: 'api_sum',
}

/** What MPO puts before the tag of a value that can't be converted (facts: mpo.md 3.2). */
const TAG_PREFIXES: Readonly<Partial<Record<Logic['kind'], string>>> = {
  ...WORDS,
  call: 'rpc_task',
}

export function tagPrefixOf({ kind }: Logic): string {
  return TAG_PREFIXES[kind] ?? kind
}

/** Tags of a call that could not be sent. */
const NOT_SENT = ['access_denied', 'crash_api']

/** The word of a logic that failed; of one that is not supported its own type. */
export function wordOf(logic: Logic, { tag }: Pick<LogicFailure, 'tag'>): string {
  // A call that came back with an exception has not failed as a call (facts: mpo-semantics 33)
  if (tag === 'rpc_reply_exception') return 'rpc_reply'
  if (logic.kind !== 'unsupported') return WORDS[logic.kind] ?? logic.kind
  if (logic.type.startsWith('api_code')) return 'code'
  return logic.type === 'api_git' ? 'git_call' : logic.type
}

/**
 * The data of a task whose logic failed, as the node behind the error exit sees it. What an earlier failure of the same kind
 * left is overwritten, never taken away.
 */
export function markFailure(data: JsonObject, logic: Logic, failure: LogicFailure): JsonObject {
  const word = wordOf(logic, failure)
  const code = failure.httpCode
  return {
    ...data,
    ...failure.data,
    [`__conveyor_${word}_return_type_error__`]: failure.type,
    [`__conveyor_${word}_return_type_tag__`]: failure.tag,
    [`__conveyor_${word}_return_description__`]: failure.description,
    // Docs use both names
    ...(code === undefined
      ? {}
      : { __conveyor_api_return_http_code__: code, __conveyor_api_return_code__: code }),
    ...(logic.kind === 'copy' || (logic.kind === 'call' && NOT_SENT.includes(failure.tag))
      ? { __conveyor_copy_task_result__: failure.tag }
      : {}),
  }
}
