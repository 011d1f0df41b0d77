/** What the receiver checks is what the process gets, in every format, and JSON however it is labelled. */
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Task } from '../../src/process/task.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { type ReplyStack, startReplyStack } from './reply-stack.ts'

let stack: ReplyStack
beforeAll(async () => {
  stack = await startReplyStack({ worker: true })
})
afterAll(() => stack.stop())

test.each<[string, 'json' | 'xml' | 'nvp', string | Uint8Array, Record<string, string>, unknown]>([
  ['JSON as text/plain', 'json', '{"a":[1.5,"é"]}', { 'content-type': 'text/plain' }, { a: [1.5, 'é'] }],
  ['JSON labelled as XML', 'json', '{"a":1}', { 'content-type': 'application/xml' }, { a: 1 }],
  ['JSON, packed', 'json', gzipSync('{"a":1}'), { 'content-encoding': 'gzip' }, { a: 1 }],
  ['XML', 'xml', '<l id="L1"><f>5</f><f>7</f></l>', {}, { l: { '@id': 'L1', f: ['5', '7'] } }],
  ['XML labelled as JSON', 'xml', '<l/>', { 'content-type': 'application/json' }, { l: '' }],
  ['a form', 'nvp', 'id=L1&tag=a&tag=b+%C3%A9', {}, { id: 'L1', tag: ['a', 'b é'] }],
])('%s arrives as the data of the task', async (_, format, body, headers, data) => {
  const answer = await stack.postRaw('take-anything', format, body, headers)
  expect(answer.status).toBe(200)
  const handle = stack.client.getHandle(`take-anything/t/${JSON.parse(answer.body).ops.obj_id}`)
  const task = (await waitFor('the task', () => handle.result())) as Task
  expect(task.data).toEqual(data)
  expect(task.delivery.format).toBe(format)
})

test.each<[string, 'json' | 'xml' | 'nvp', string, string]>([
  ['XML at a JSON direct URL', 'json', '<a/>', 'json_invalid'],
  ['JSON at an XML direct URL', 'xml', '{"a":1}', 'xml_invalid'],
  ['an entity bomb', 'xml', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'xml_forbidden'],
  ['a broken form', 'nvp', 'a=%', 'nvp_invalid'],
])('%s is refused, and kept in quarantine', async (_, format, body, code) => {
  const answer = await stack.postRaw('take-anything', format, body, {})
  expect([answer.status, JSON.parse(answer.body).ops.code]).toEqual([400, code])
  const { taskId } = stack.rows.at(-1) as { taskId: string }
  await waitFor('its entry', async () => {
    const { type } = await stack.client.getHandle(`take-anything/d/${taskId}`).describe()
    return type === 'quarantinedDelivery'
  })
})
