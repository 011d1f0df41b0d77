import type { DiagramNode } from '../diagram.ts'
import { firstOf, flagOf, itemsOf, type JsonValue, memberOf, numberOf, textOf } from './json-value.ts'
import { parseJson } from './parse-json.ts'
import { readLogic } from './read-logic.ts'
import { readSemaphor } from './read-semaphor.ts'
import { note, type Reading } from './reading.ts'

/** By obj_type; everything else is a normal one. */
const KINDS: readonly DiagramNode['kind'][] = ['normal', 'start', 'end', 'escalation', 'stub']

/** Reads a node as exports have it, or as MPO's API gives it (`position`, logics of its own). */
export function readNode(reading: Reading, node: JsonValue): DiagramNode[] {
  if (node.kind !== 'object') {
    note(reading, 'node_invalid', node, 'A node must be an object: export the process anew')
    return []
  }
  const id = textOf(firstOf(node, 'id', 'obj_id'))
  const title = textOf(memberOf(node, 'title'))
  const inNode: Reading = { ...reading, node: { id, title } }
  const condition = memberOf(node, 'condition')
  const pick = (key: string) => memberOf(condition, key) ?? memberOf(node, key)
  const position = itemsOf(memberOf(node, 'position'))
  return [
    {
      id,
      kind: KINDS[numberOf(memberOf(node, 'obj_type'), 0)] ?? 'normal',
      title,
      description: textOf(memberOf(node, 'description')),
      x: numberOf(memberOf(node, 'x') ?? position[0], 0),
      y: numberOf(memberOf(node, 'y') ?? position[1], 0),
      icon: textOf(memberOf(readInner(memberOf(node, 'extra')), 'icon')),
      savesTask: flagOf(memberOf(readInner(memberOf(node, 'options')), 'save_task')),
      logics: itemsOf(pick('logics')).map((logic) => readLogic(inNode, logic)),
      semaphors: itemsOf(pick('semaphors')).flatMap((semaphor) => readSemaphor(inNode, semaphor)),
      stub: itemsOf(memberOf(pick('stub'), 'logics')).map((branch) =>
        itemsOf(branch).map((logic) => readLogic(inNode, logic)),
      ),
    },
  ]
}

/** `extra` and `options` of nodes: an object, mostly as JSON in a text; what can't be read there says nothing. */
export function readInner(value: JsonValue | undefined): JsonValue | undefined {
  if (value?.kind !== 'string') return value
  const inner = parseJson(value.value)
  return 'value' in inner ? inner.value : undefined
}
