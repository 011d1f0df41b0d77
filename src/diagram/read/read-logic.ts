import type { Logic, Target } from '../diagram.ts'
import { firstOf, flagOf, itemsOf, type JsonValue, memberOf, textOf } from './json-value.ts'
import { readApiCall } from './read-api-call.ts'
import { readConditions } from './read-conditions.ts'
import { readFields } from './read-fields.ts'
import { note, type Reading } from './reading.ts'

type ReadOne = (reading: Reading, logic: JsonValue, onError: string | null) => Logic

/** By MPO's `type`. */
const READERS: Readonly<Record<string, ReadOne>> = {
  go: (_, logic) => ({ kind: 'go', to: textOf(memberOf(logic, 'to_node_id')) }),
  go_if_const: (reading, logic) => ({
    kind: 'if',
    to: textOf(memberOf(logic, 'to_node_id')),
    conditions: readConditions(reading, logic),
  }),
  set_param: (reading, logic, onError) => ({
    kind: 'set',
    fields: fieldsOf(reading, logic, 'extra'),
    onError,
  }),
  api_code: readCode,
  api: readApiCall,
  api_rpc: (reading, logic, onError) => ({
    kind: 'call',
    target: readTarget(logic),
    ...readSent(reading, logic, 'extra'),
    onError,
  }),
  api_rpc_reply: readReply,
  api_copy: (reading, logic, onError) => ({
    kind: 'copy',
    mode: textOf(memberOf(logic, 'mode')).toLowerCase() === 'modify' ? 'modify' : 'create',
    target: readTarget(logic),
    ref: textOf(memberOf(logic, 'ref')),
    sync: flagOf(memberOf(logic, 'is_sync')),
    ...readSent(reading, logic, 'data'),
    onError,
  }),
  api_callback: (_, logic, onError) => ({
    kind: 'callback',
    idPath: textOf(memberOf(logic, 'obj_id_path')),
    sync: flagOf(memberOf(logic, 'is_sync'), true),
    onError,
  }),
  api_queue: (reading, logic, onError) => ({
    kind: 'queue',
    fields: fieldsOf(reading, logic, 'data'),
    onError,
  }),
  api_get_task: (_, logic, onError) => ({
    kind: 'take',
    target: readTarget(logic),
    node: textOf(firstOf(logic, 'node_id', 'queue_node_id')),
    newest: textOf(memberOf(logic, 'order_by')).toUpperCase() === 'DESC',
    onError,
  }),
  api_sum: (_, logic, onError) => ({
    kind: 'sum',
    sums: itemsOf(memberOf(logic, 'extra')).map((sum) => ({
      id: textOf(memberOf(sum, 'id')),
      name: textOf(memberOf(sum, 'name')),
      value: textOf(memberOf(sum, 'value')),
    })),
    onError,
  }),
}

/** Reads one logic of a node. What nobody knows stays, as one that fails when a task comes to it. */
export function readLogic(reading: Reading, logic: JsonValue): Logic {
  const type = textOf(memberOf(logic, 'type'))
  const onError = textOf(memberOf(logic, 'err_node_id')) || null
  if (type === '')
    note(reading, 'logic_invalid', logic, 'A logic of the node has no type: export the process anew')
  const read = Object.hasOwn(READERS, type) ? READERS[type] : undefined
  return read === undefined ? { kind: 'unsupported', type, onError } : read(reading, logic, onError)
}

const fieldsOf = (reading: Reading, logic: JsonValue, name: string) =>
  readFields(reading, name, memberOf(logic, name), memberOf(logic, `${name}_type`))

/** What goes to another process: `group: "all"` is the whole data; none named and nothing listed can only mean that too. */
function readSent(reading: Reading, logic: JsonValue, name: 'extra' | 'data') {
  const fields = fieldsOf(reading, logic, name)
  const group = memberOf(logic, 'group')
  const all =
    textOf(group) === 'all' ||
    flagOf(memberOf(logic, 'send_parent_data')) ||
    (group === undefined && fields.length === 0)
  return { all, fields }
}

function readTarget(logic: JsonValue): Target {
  const part = (key: string) => textOf(memberOf(logic, key)).trim() || null
  return { conv: part('conv_id') ?? '', project: part('project_id'), stage: part('stage_id') }
}

/** Python is none of MPO's languages; `code` is the older name of `src`. */
function readCode(_: Reading, logic: JsonValue, onError: string | null): Logic {
  const name = textOf(memberOf(logic, 'lang')).trim().toLowerCase()
  const language =
    name === '' || name === 'js' || name === 'javascript' ? 'js' : name.startsWith('erl') ? 'erl' : null
  if (language === null) return { kind: 'unsupported', type: `api_code (${name.slice(0, 40)})`, onError }
  return { kind: 'code', language, source: textOf(firstOf(logic, 'src', 'code')), onError }
}

/** Mode `keys` lists names, whatever the mode is called; `extra` is another spelling of `res_data`. */
function readReply(reading: Reading, logic: JsonValue, onError: string | null): Logic {
  const data = firstOf(logic, 'res_data', 'extra')
  const isList =
    data?.kind === 'array' && (data.items.length > 0 || textOf(memberOf(logic, 'mode')) === 'keys')
  return {
    kind: 'reply',
    names: isList ? data.items.map((name) => textOf(name)) : null,
    fields: isList
      ? []
      : readFields(reading, 'res_data', data, firstOf(logic, 'res_data_type', 'extra_type')),
    throws: flagOf(memberOf(logic, 'throw_exception')),
    reason: textOf(memberOf(logic, 'exception_reason')),
    onError,
  }
}
