/** startnode mambu as it is typed, against a receiver over HTTP. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startnode } from '../helpers/startnode.ts'
import { pathOf, type RunningTestReceiver, startTestReceiver } from '../receiver/running-receiver.ts'

const dir = mkdtempSync(join(tmpdir(), 'startnode-mambu-'))
let running: RunningTestReceiver
beforeAll(async () => {
  running = await startTestReceiver(true)
})
afterAll(async () => {
  await running.stop()
  rmSync(dir, { recursive: true })
})

const mambu = (args: readonly string[], input?: string) => startnode(['mambu', ...args], input)

function file(name: string, content: unknown): string {
  const path = join(dir, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const urlOf = (process: string) => `http://127.0.0.1:${running.port}${pathOf(process)}`
const GOOD = {
  ACCOUNT_ID: 'LN1',
  '{ENCODED_KEY}': '8a',
  LOAN_AMOUNT: '12500.00',
  ACCOUNT_CURRENCY_CODE: 'EUR',
}

test('template prints the payload alone, and what there is to say on standard error', async () => {
  const { code, stdout, stderr } = await mambu(['template', 'loan-approved'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ cbs_account_type: 'loan', float_amount: '{LOAN_AMOUNT}' })
  expect(stderr).toContain('application/json')
  const form = await mambu(['template', 'loan-approved', '--nvp', '--json'])
  expect(JSON.parse(form.stdout)).toMatchObject({
    process: 'loan-approved',
    format: 'nvp',
    contentType: 'text/plain',
  })
  expect(await mambu(['template', 'loan-approved', '--xml'])).toMatchObject({ code: 2, stdout: '' })
  expect((await mambu(['template', 'no-such'])).code).toBe(2)
})

test('preview of a good payload says that it becomes a task', async () => {
  const { code, stdout, stderr } = await mambu(['preview', 'loan-approved', file('good.json', GOOD)])
  expect(code).toBe(0)
  expect(stdout).toContain('"float_amount": "12500.00"')
  expect(stdout).toMatch(/^200 \{"request_proc":"ok"/m)
  expect(stderr).toContain('CREDIT_ARRANGEMENT_ID')
})

test('preview of a refused one exits with 1 and names line, column, cause and placeholder', async () => {
  const values = file('localised.json', { ...GOOD, LOAN_AMOUNT: '1.234,56' })
  const { code, stdout } = await mambu(['preview', 'loan-approved', values])
  expect(code).toBe(1)
  expect(stdout).toMatch(/line 6, column 19: \/float_amount: '1\.234,56' looks like a localised number/)
  expect(stdout).toContain('from {LOAN_AMOUNT} (line 6, column 20 of the template)')
  // Nothing was sent, so nothing was kept.
  expect(stdout).toContain('It would be refused (schema_mismatch); quarantine would keep it:')
})

test('preview names letters of a date that are not known here', async () => {
  const template = '{"on":"FORMAT_DATE{BOOKED,datePattern=dd/MM/YYYY}"}'
  const values = file('booked.json', { BOOKED: '2026-03-29' })
  const { stderr, stdout } = await mambu(['preview', file('loan-approved.date.json', template), values])
  expect(stdout).toContain('{"on":"29/03/YYYY"}')
  expect(stderr).toContain("{BOOKED,datePattern=dd/MM/YYYY}: 'YYYY' of the date is not known here")
})

test('the process of a payload comes from its file name or the option, the payload from standard input too', async () => {
  const values = file('values.json', GOOD)
  const named = file('loan-approved.mambu.json', '{"cbs_account_id":"{ACCOUNT_ID}",}')
  expect((await mambu(['preview', named, values])).stdout).toContain('leave out the last comma')
  const input = ['preview', '-', values, '--process', 'loan-approved', '--json']
  const { code, stdout } = await mambu(input, '{"cbs_source":“mambu”}\n')
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    process: 'loan-approved',
    accepted: false,
    status: 400,
    refusal: { code: 'json_invalid' },
    problems: [{ line: 1, column: 15 }],
  })
  expect((await mambu(['preview', named, file('list.json', [1])])).code).toBe(2)
})

test('simulate delivers to a direct URL and reports', async () => {
  const template = file('event.json', '{"id":"{ACCOUNT_ID}"}')
  const values = file('events.json', [{ ACCOUNT_ID: 'A{n}' }, { ACCOUNT_ID: 'B{n}' }])
  const args = ['simulate', urlOf('with-ref'), '--template', template, '--values', values]
  running.deliveries.length = 0
  const { code, stdout } = await mambu([
    ...args,
    '--events',
    '4',
    '--rate',
    '100',
    '--method',
    'PUT',
    '--json',
  ])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    events: 4,
    delivered: 4,
    lost: 0,
    doubled: 0,
    breaker: { opened: 0 },
  })
  expect(running.deliveries.map(({ ref, method }) => [ref, method])).toEqual([
    ['A1', 'PUT'],
    ['B2', 'PUT'],
    ['A3', 'PUT'],
    ['B4', 'PUT'],
  ])
})

test('simulate says what was lost and why, and exits with 1', async () => {
  const template = file('broken.json', '{"amount":"1.234,56"}')
  const args = ['simulate', urlOf('plain'), '--template', template, '--events', '5', '--rate', '500']
  const { code, stdout } = await mambu([...args, '--pace', '100000'])
  expect(code).toBe(1)
  expect(stdout).toContain('5 events, 20 tries: 20 x 422')
  expect(stdout).toMatch(/^lost 5$/m)
  expect(stdout).toMatch(/^breaker opened \d+ times/m)
  expect(stdout).toContain('looks like a localised number')
})

test('simulate sends credentials, static headers and content type as Mambu is told to', async () => {
  const seen: IncomingHttpHeaders[] = []
  const server = createServer((request, response) => {
    seen.push(request.headers)
    response.end()
  }).listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  const url = `http://localhost:${(server.address() as AddressInfo).port}/`
  const template = file('body.txt', 'hello')
  const args = ['simulate', url, '--template', template, '--events', '1', '--content-type', 'xml']
  await mambu([...args, '--user', 'mambu', '--header', 'x-api-key: k1', '--no-delivery-id'], 'secret\n')
  server.closeAllConnections()
  server.close()
  expect(seen[0]).toMatchObject({
    authorization: `Basic ${Buffer.from('mambu:secret').toString('base64')}`,
    'content-type': 'application/xml',
    'x-api-key': 'k1',
  })
  expect(seen[0]).not.toHaveProperty('x-notifications-idempotency-key')
})

test.each([
  [['https://hooks.example.com/api/2/json/public/a/b'], /another machine: say --allow-remote/],
  [['http://127.0.0.1:9/', '--events', '10001'], /--events takes a whole number/],
  [['http://127.0.0.1:9/', '--method', 'GET'], /POST, PUT or PATCH/],
  [['http://127.0.0.1:9/'], /--template/],
])('simulate %j is a wrong usage', async (args, message) => {
  const { code, stderr } = await mambu(['simulate', ...args])
  expect(code).toBe(2)
  expect(stderr).toMatch(message)
})
