import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ApplicationFailure } from '@temporalio/common'
import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { afterEach, expect, test } from 'vitest'
import { createActivities } from '../../activities/index.ts'
import { createMambuActivities, type MambuActivities } from '../../activities/mambu.ts'
import { type MambuStandIn, startMambuStandIn } from '../../src/mambu/bank/stand-in.ts'
import { ALICE } from '../../src/mambu/bank/stand-in-bank.ts'
import { waitFor } from '../helpers/wait-for.ts'

const API_KEY = 'c3f9a1d2-secret-key'
const stops: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function standIn(): Promise<MambuStandIn> {
  const mambu = await startMambuStandIn({ apiKey: API_KEY })
  stops.push(() => mambu.stop())
  return mambu
}

/** A server that answers as no Mambu should. */
async function oddServer(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

function activitiesAt(baseUrl: string, timeoutMs = 5000): MambuActivities {
  return createMambuActivities({ baseUrl, apiKey: API_KEY, timeoutMs })
}

/** Failures are what these tests are about: they need no log. */
function createEnvironment(): MockActivityEnvironment {
  return new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') })
}

function run<T>(work: () => Promise<T>, environment = createEnvironment()): Promise<T> {
  return environment.run(work)
}

async function failureOf(work: () => Promise<unknown>): Promise<ApplicationFailure> {
  const error = await run(work).catch((caught: unknown) => caught)
  if (!(error instanceof ApplicationFailure)) throw new Error(`No ApplicationFailure: ${String(error)}`)
  expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(API_KEY)
  return error
}

test.each(['clear', 'base64', 'escaped'] as const)(
  'what Mambu, or who stands in for it, repeats of our key (%s) is quoted nowhere',
  async (way) => {
    const ways = {
      clear: (key: string) => key,
      base64: (key: string) => Buffer.from(`key=${key}`).toString('base64'),
      escaped: (key: string) => `{"k":"${key}"}`,
    }
    let status = 400
    const baseUrl = await oddServer(({ headers }, response) => {
      const echo = ways[way](String(headers.apikey))
      response.writeHead(status, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          errors: [{ errorCode: 4, errorReason: echo, errorSource: echo }],
          ...{ id: 'LN1', encodedKey: 'k', accountState: 'ACTIVE', loanAmount: 1 },
          ...{ currency: { code: 'EUR' }, assignedUserKey: echo },
        }),
      )
    })
    const { getLoan } = activitiesAt(baseUrl)
    const failure = await failureOf(() => getLoan('LN1'))
    const said = `${failure.message} ${JSON.stringify(failure.details)}`
    expect(said).toContain('***')
    expect(said).not.toContain(ways[way](API_KEY))
    status = 200
    const answered = await run(() => getLoan('LN1')).then(
      (loan) => JSON.stringify(loan),
      (error: unknown) => String(error),
    )
    expect(answered).not.toContain(ways[way](API_KEY))
  },
)

test('a loan comes with the user in charge and the time an approver has', async () => {
  const mambu = await standIn()
  const { getLoan } = activitiesAt(mambu.url)
  expect(await run(() => getLoan('LNAC0503'))).toEqual({
    loan: {
      id: 'LNAC0503',
      key: expect.stringMatching(/^[0-9a-f]{32}$/),
      state: 'APPROVED',
      amount: 12_500,
      currency: 'EUR',
      requester: { key: ALICE.encodedKey, username: 'alice' },
    },
    approvalTimeoutMs: 259_200_000,
  })
})

test('an unknown loan is no failure; a strange id stays one path segment', async () => {
  const mambu = await standIn()
  const { getLoan } = activitiesAt(mambu.url)
  expect((await run(() => getLoan('../users/x?y'))).loan).toBeNull()
  expect(mambu.requests[0]?.path).toBe('/loans/..%2Fusers%2Fx%3Fy')
})

test('a retried disbursement is posted once and gives the same transaction', async () => {
  const mambu = await standIn()
  const { disburseLoan } = activitiesAt(mambu.url)
  const input = { taskId: '5e1f00000000000000000001', loanId: 'LNAC0503', amount: 12_500 }
  const first = await run(() => disburseLoan(input))
  expect(await run(() => disburseLoan(input))).toBe(first)
  expect(mambu.disbursements).toHaveLength(1)
  expect(mambu.disbursements[0]?.body).toMatchObject({ externalId: input.taskId })
})

test('the same key still at work (102) is retried', async () => {
  const mambu = await standIn()
  const { disburseLoan } = activitiesAt(mambu.url)
  const input = { taskId: '5e1f00000000000000000001', loanId: 'LNAC0503', amount: 12_500 }
  const release = mambu.holdNextPost()
  const first = run(() => disburseLoan(input))
  const failure = await failureOf(() => disburseLoan(input))
  expect(failure).toMatchObject({ nonRetryable: false, type: 'MambuUnavailable' })
  release()
  await expect(first).resolves.toMatch(/^[0-9a-f]{32}$/)
})

test.each([408, 409, 425, 429, 500, 503])('status %i passes by itself: it is retried', async (status) => {
  const url = await oddServer((_, response) => response.writeHead(status).end())
  expect(await failureOf(() => activitiesAt(url).getLoan('LN1'))).toMatchObject({
    nonRetryable: false,
    type: 'MambuUnavailable',
    message: `Mambu answered ${status} to GET /loans/LN1`,
  })
})

test('a read-only Mambu is asked again, although it answers 403', async () => {
  const body = JSON.stringify({ errors: [{ errorCode: 40, errorReason: 'READ_ONLY_MODE' }] })
  const url = await oddServer((_, response) => response.writeHead(403).end(body))
  expect((await failureOf(() => activitiesAt(url).getLoan('LN1'))).nonRetryable).toBe(false)
})

test('a redirect is not followed: the key goes to no other host', async () => {
  const mambu = await standIn()
  const url = await oddServer((_, response) => response.writeHead(302, { location: mambu.url }).end())
  expect(await failureOf(() => activitiesAt(url).getLoan('LN1'))).toMatchObject({
    nonRetryable: true,
    message: 'Mambu answered 302 to GET /loans/LN1',
  })
  expect(mambu.requests).toHaveLength(0)
})

test('Retry-After sets the next retry', async () => {
  const mambu = await standIn()
  mambu.failNext(1, 429, { 'retry-after': '30' })
  const failure = await failureOf(() => activitiesAt(mambu.url).getLoan('LNAC0503'))
  expect(failure.nextRetryDelay).toBe(30_000)
})

test('a refusal is final and says Mambu’s codes and reasons', async () => {
  const mambu = await standIn()
  const activities = createMambuActivities({ baseUrl: mambu.url, apiKey: 'another' })
  expect(await failureOf(() => activities.getLoan('LNAC0503'))).toMatchObject({
    nonRetryable: true,
    type: 'MambuRefused',
    message: 'Mambu answered 401 to GET /loans/LNAC0503: INVALID_CREDENTIALS 2',
    details: [{ status: 401, errors: [{ errorCode: 2, errorReason: 'INVALID_CREDENTIALS' }] }],
  })
})

test('no connection is retried', async () => {
  const failure = await failureOf(() => activitiesAt('http://127.0.0.1:1').getLoan('LN1'))
  expect(failure.nonRetryable).toBe(false)
  expect(failure.message).toMatch(/^Mambu did not answer GET \/loans\/LN1: /)
})

test('an answer that does not come is given up after the time-out and retried', async () => {
  const url = await oddServer(() => {})
  const failure = await failureOf(() => activitiesAt(url, 100).getLoan('LN1'))
  expect(failure).toMatchObject({
    nonRetryable: false,
    message: 'Mambu did not answer GET /loans/LN1: no answer within 100 ms',
  })
})

test('a body that never ends is given up after the time-out', async () => {
  const url = await oddServer((_, response) => response.writeHead(200).write('{'))
  expect((await failureOf(() => activitiesAt(url, 100).getLoan('LN1'))).nonRetryable).toBe(false)
})

test.each([
  ['a huge answer', 'x'.repeat(1024 * 1024 + 1), 'is larger than 1048576 bytes'],
  ['no JSON', '<html>', 'is not JSON'],
  ['no loan', '{"id":"LN1"}', "Mambu's loan is not as expected: see encodedKey, accountState, loanAmount"],
])('%s fails at once and says what is wrong', async (_, body, message) => {
  const url = await oddServer((_request, response) => response.end(body))
  const failure = await failureOf(() => activitiesAt(url).getLoan('LN1'))
  expect(failure).toMatchObject({ nonRetryable: true, type: 'MambuAnswerInvalid' })
  expect(failure.message).toContain(message)
})

test('a cancelled activity ends its call', async () => {
  let state = 'none'
  const url = await oddServer((request) => {
    state = 'open'
    request.socket.once('close', () => {
      state = 'closed'
    })
  })
  const environment = createEnvironment()
  const running = run(() => activitiesAt(url, 30_000).getLoan('LN1'), environment)
  const outcome = expect(running).rejects.toMatchObject({ name: 'CancelledFailure' })
  await waitFor('the call is open', () => state === 'open')
  environment.cancel('CANCELLED')
  await outcome
  await waitFor('the call is closed', () => state === 'closed')
})

test('a worker without Mambu says what is missing, and another may do the work', async () => {
  const { getLoan } = createActivities({ mambu: null })
  const failure = await failureOf(() => getLoan('LN1'))
  expect(failure.message).toContain('set MAMBU_BASE_URL and MAMBU_API_KEY')
  expect(failure.nonRetryable).toBe(false)
})
