/** The metrics of workers, as the SDK serves them. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readNodeMetrics } from '../../src/processes/read-node-metrics.ts'

const of = { namespace: 'bank', process: '5001-limits' }
const line = (node: string, times: string, more = '') =>
  `startnode_node_entered{namespace="bank",node="${node}",process="5001-limits",taskQueue="q"${more}} ${times}`
const texts: Record<string, string> = {
  '/one': ['# TYPE startnode_node_entered counter', line('a', '2'), line('b', '1e3'), 'other 5'].join('\n'),
  '/two': [
    line('a', '3'),
    line('a', '4', ',workflowType="x"'),
    line('c"d', '1').replace('c"d', 'c\\"d'),
    line('a', '100').replace('5001', '5002'),
    line('a', '100').replace('bank', 'other'),
  ].join('\n'),
}
const server = createServer(({ url = '' }, response) => {
  response.statusCode = texts[url] === undefined ? 404 : 200
  response.end(texts[url] ?? '')
})
let base = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

test('workers are added up; other processes and namespaces are none of it', async () => {
  const { entered, silent } = await readNodeMetrics([`${base}/one`, `${base}/two`], of)
  expect(silent).toEqual([])
  expect(Object.fromEntries(entered)).toEqual({ a: 9, b: 1000, 'c"d': 1 })
})

test('a worker that gives nothing is named, and the others count', async () => {
  const urls = [`${base}/one`, `${base}/none`, 'http://127.0.0.1:1/metrics']
  const { entered, silent } = await readNodeMetrics(urls, of)
  expect(entered.get('a')).toBe(2)
  expect(silent.map(({ url }) => url).toSorted()).toEqual(
    [`${base}/none`, 'http://127.0.0.1:1/metrics'].toSorted(),
  )
  expect(silent.find(({ url }) => url.endsWith('/none'))?.why).toBe('it answered 404')
})
