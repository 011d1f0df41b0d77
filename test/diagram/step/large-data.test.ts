import { expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/diagram/diagram.ts'
import { readExport } from '../../../src/diagram/read/read-export.ts'
import { indexDiagram } from '../../../src/diagram/step/place.ts'
import { walk } from '../conformance/walk.ts'
import { goWell } from './answers.ts'

const MIB = 1024 * 1024
const DOUBLE = { type: 'set_param', extra: { t: '{{t}}{{t}}' }, extra_type: { t: 'string' } }

test('data that no payload can carry fails in the node that makes it, instead of standing for ever', () => {
  const grown = run([DOUBLE], { t: 'a'.repeat(MIB) })
  expect(grown.failure).toMatchObject({
    type: 'software',
    tag: 'set_param_task_size_overflow_limit',
    description: expect.stringMatching(/^Max available task size: 1572864 bytes, the data has 20971\d\d$/),
  })
  expect(grown.place.data.t).toHaveLength(MIB)
})

test('bytes count, not characters', () => {
  expect(run([DOUBLE], { t: 'ї'.repeat(MIB / 4) }).end).toBe('ended')
  expect(run([DOUBLE], { t: 'ї'.repeat(MIB / 2) }).failure).toMatchObject({
    tag: 'set_param_task_size_overflow_limit',
  })
})

test('its error exit is taken, with the data of before', () => {
  const grown = run([{ ...DOUBLE, err_node_id: 'bad' }], { t: 'a'.repeat(MIB) })
  expect(grown.trace).toEqual(['start', 'it', 'bad'])
  expect(grown.place.data).toMatchObject({
    __conveyor_set_param_return_type_tag__: 'set_param_task_size_overflow_limit',
  })
})

test('what an answer adds counts too', () => {
  const api = { type: 'api', url: 'https://bank.example', method: 'GET', customize_response: false }
  const answered = run([api], { t: 'a'.repeat(MIB) }, { body: 'b'.repeat(MIB) })
  expect(answered.failure).toMatchObject({ tag: 'api_task_size_overflow_limit' })
})

test('a request is no larger than data may be', () => {
  const extra = { extra: { a: '{{t}}', b: '{{t}}' }, extra_type: { a: 'string', b: 'string' } }
  const asked = run([{ type: 'api', url: 'https://bank.example', method: 'POST', ...extra }], {
    t: 'a'.repeat(MIB),
  })
  expect(asked).toMatchObject({ failure: { tag: 'api_task_size_overflow_limit' }, effects: [] })
})

function run(logics: readonly Json[], data: JsonObject, body?: JsonObject) {
  const nodes = [
    { id: 'start', obj_type: 1, condition: { logics: [{ type: 'go', to_node_id: 'it' }] } },
    { id: 'it', obj_type: 0, condition: { logics: [...logics, { type: 'go', to_node_id: 'end' }] } },
    { id: 'end', obj_type: 2, condition: { logics: [] } },
    { id: 'bad', obj_type: 2, condition: { logics: [] } },
  ]
  const text = JSON.stringify({ obj_type: 1, obj_id: 1, title: 'x', conv_type: 'process', scheme: { nodes } })
  const [read] = readExport([{ name: 'x.json', text }]).processes
  if (read === undefined) throw new TypeError('no process')
  const answer = (effect: Parameters<typeof goWell>[0]) => {
    const outcome = goWell(effect, body)
    return outcome === null ? null : { outcome, after: 0 }
  }
  return walk(indexDiagram(read.diagram), { data, answer })
}
