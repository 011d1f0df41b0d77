import type { Diagram, Param } from '../diagram.ts'
import { flagOf, itemsOf, type JsonValue, memberOf, textOf } from './json-value.ts'
import { readCast } from './read-fields.ts'
import { readNode } from './read-node.ts'
import { note, type Reading } from './reading.ts'

/** True for what is a process in an export: it says so, or it has a scheme. */
export function isProcess(value: JsonValue): boolean {
  return textOf(memberOf(value, 'obj_type')) === '1' || memberOf(value, 'scheme') !== undefined
}

/** MPO's id of an object; null, 0 and none at all are none (facts, rule 48). */
export function mpoIdOf(value: JsonValue, key = 'obj_id'): string | null {
  const id = textOf(memberOf(value, key)).trim()
  return id === '' || id === '0' ? null : id
}

/** Reads a process; what is wrong with it goes to `reading.problems`. */
export function readProcess(reading: Reading, process: JsonValue): Diagram {
  const scheme = memberOf(process, 'scheme')
  // Only of a process in the form of the API.
  const nodes =
    memberOf(scheme, 'nodes') ?? memberOf(process, 'nodes') ?? (scheme?.kind === 'array' ? scheme : undefined)
  if (nodes?.kind !== 'array')
    note(
      reading,
      'nodes_missing',
      scheme ?? process,
      'There is no list of nodes (scheme.nodes): export the process anew',
    )
  const read = nodes?.kind === 'array' ? nodes.items.flatMap((node) => readNode(reading, node)) : []
  const status = textOf(memberOf(process, 'status')).trim().toLowerCase()
  return {
    mpoId: mpoIdOf(process),
    title: textOf(memberOf(process, 'title')),
    description: textOf(memberOf(process, 'description')),
    isState: textOf(memberOf(process, 'conv_type')) === 'state',
    active: ['', 'active', 'actived'].includes(status),
    // False, not true, is what masks (facts, rule 49); exports of 2016 have neither.
    masksRef: memberOf(process, 'ref_mask') !== undefined && !flagOf(memberOf(process, 'ref_mask')),
    params: itemsOf(memberOf(process, 'params')).flatMap((param) => readParam(reading, param)),
    nodes: read,
    start: read.find(({ kind }) => kind === 'start')?.id ?? '',
  }
}

function readParam(reading: Reading, param: JsonValue): Param[] {
  const name = textOf(memberOf(param, 'name'))
  if (name === '') {
    note(reading, 'param_invalid', param, 'A parameter without a name is left out')
    return []
  }
  const flags = itemsOf(memberOf(param, 'flags')).map((flag) => textOf(flag))
  return [
    {
      name,
      type: readCast(reading, memberOf(param, 'type')),
      description: textOf(memberOf(param, 'descr') ?? memberOf(param, 'description')),
      required: flags.includes('required'),
      input: flags.includes('input'),
      output: flags.includes('output'),
      autoClear: flags.includes('auto-clear'),
      regex: textOf(memberOf(param, 'regex')),
      regexText: textOf(memberOf(param, 'regex_error_text')),
    },
  ]
}
