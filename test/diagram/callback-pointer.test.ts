/** A callback names its task where the node says. */
import { expect, test } from 'vitest'
import { callbackPointerOf } from '../../src/diagram/callback-pointer.ts'
import type { DiagramNode } from '../../src/diagram/diagram.ts'
import { readDiagram } from '../../src/diagram/read/read-export.ts'

const nodeWith = (path: string | null) => {
  const logic = path === null ? { type: 'api_callback' } : { type: 'api_callback', obj_id_path: path }
  const node = { id: 'a', obj_type: 1, condition: { logics: [logic], semaphors: [] } }
  const text = JSON.stringify({
    obj_type: 1,
    obj_id: 1,
    title: 'Waits',
    params: [],
    scheme: { nodes: [node] },
  })
  return readDiagram(text, 'waits.json').diagram?.nodes[0] as DiagramNode
}

test.each([
  ['payment.task_id', '/payment/task_id'],
  ['obj_id', '/obj_id'],
  ['data[0].id', '/data/0/id'],
  ['{{payment.task_id}}', '/payment/task_id'],
  [' {{ id }} ', '/id'],
  ['a\\.b.c/d~e', '/a.b/c~1d~0e'],
  ['', '/obj_id'],
  [null, '/obj_id'],
  ['{{root.task_id}}', '/obj_id'],
  ['a[{{i}}]', '/obj_id'],
  ['a[', '/obj_id'],
])('%j is %s', (path, pointer) => {
  expect(callbackPointerOf(nodeWith(path))).toBe(pointer)
})

test('a node that is not known says nothing', () => {
  expect(callbackPointerOf(null)).toBe('/obj_id')
})
