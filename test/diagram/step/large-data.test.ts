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

test('bytes are those of its JSON, whatever is in it', () => {
  const odd = {
    'ключ "1"': ['\u0000\ud83c\udfe6', -0.5, 1e21, true, null, [], {}, { a: [] }],
    t: 'a'.repeat(MIB),
  }
  const all = { ...odd, t: odd.t + odd.t }
  const bytes = Buffer.byteLength(JSON.stringify(all))
  expect(run([DOUBLE], odd).failure?.description).toBe(
    `Max available task size: 1572864 bytes, the data has ${bytes}`,
  )
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

test('data that nests deeper than a worker can look fails in the node that makes it', () => {
  const deeper = { type: 'set_param', extra: { 'w.x': '{{w}}' }, extra_type: { 'w.x': 'object' } }
  const nest = (levels: number) => JSON.parse(`${'{"x":'.repeat(levels)}1${'}'.repeat(levels)}`) as JsonObject
  expect(run([deeper], { w: nest(498) }).end).toBe('ended')
  expect(run([deeper], { w: nest(499) }).failure).toMatchObject({
    tag: 'set_param_budget',
    description: 'the data nests more than 500 deep',
  })
  // Far beyond what a stack holds
  const api = { type: 'api', url: 'https://bank.example', method: 'GET', customize_response: false }
  expect(run([api], {}, { deep: nest(6000) }).failure).toMatchObject({ tag: 'api_budget' })
})

test('large data that stays is measured once, not at each step', () => {
  const rows = Array.from({ length: 20_000 }, (_, at) => ({ at, name: `row ${at}` }))
  const count = { type: 'set_param', extra: { n: '$.math({{n}}+1)' }, extra_type: { n: 'number' } }
  const began = process.cpuUsage()
  expect(
    run(
      Array.from({ length: 1000 }, () => count),
      { rows, n: 0 },
    ).place.data.n,
  ).toBe(1000)
  const { user, system } = process.cpuUsage(began)
  // Measured anew each time it takes several seconds
  expect((user + system) / 1000).toBeLessThan(2000)
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
