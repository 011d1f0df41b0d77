import { afterAll, beforeAll, expect, test } from 'vitest'
import { resolveVariables } from '../../../src/activities/api-call/resolve-variables.ts'
import { sealText } from '../../../src/keys/sealed-text.ts'
import { type MambuStandIn, startMambuStandIn } from '../../../src/mambu/bank/stand-in.ts'
import { createMambuClient, type MambuOptions } from '../../../src/mambu/client/mambu-client.ts'
import { completeSnapshot } from '../../../src/settings/snapshot.ts'

const KEYS = [Buffer.alloc(32, 7)]
let mambu: MambuStandIn

beforeAll(async () => {
  mambu = await startMambuStandIn()
})
afterAll(() => mambu?.stop())

const { signal } = new AbortController()
const readLoan = (options: Omit<MambuOptions, 'baseUrl'>) =>
  createMambuClient({ baseUrl: mambu.url, ...options })({ method: 'GET', path: '/loans/LNAC0503', signal })

/** Settings whose variable `mambu` can be set, and what resolves references with them. */
function openVariable() {
  let value: string | null = null
  let reads = 0
  const settings = {
    async read() {
      reads += 1
      const variables =
        value === null
          ? {}
          : { mambu: { id: 1, type: 'json', secret: true, value: sealText(KEYS, value) } as const }
      return completeSnapshot({ settingsId: 'a', revision: reads, startNodes: {}, variables })
    },
  }
  return {
    set: (next: object) => {
      value = JSON.stringify(next)
    },
    reads: () => reads,
    /** Each reads the settings anew, as a worker does after 2 s. */
    resolve: (text: string) => resolveVariables(settings, KEYS)(text),
  }
}

test('user and password are sent as Basic', async () => {
  expect(await readLoan({ basic: mambu.basic })).toMatchObject({ status: 200, body: { id: 'LNAC0503' } })
  const wrong = readLoan({ basic: { ...mambu.basic, password: 'wrong' } })
  await expect(wrong).rejects.toMatchObject({ type: 'MambuRefused', nonRetryable: true })
})

test('a secret that is rotated in a variable is used by the next call', async () => {
  const variable = openVariable()
  const options = { apiKey: '{{env_var[@mambu].key}}', resolve: variable.resolve }
  await expect(readLoan(options)).rejects.toMatchObject({
    type: 'MambuNotConfigured',
    nonRetryable: false,
    message: expect.stringContaining('{{env_var[@mambu].key}}'),
  })
  variable.set({ key: 'canary-old' })
  // Mambu's key is new, the variable not yet: that passes, and no task fails over it.
  const failure = (await readLoan(options).catch((error: unknown) => error)) as Error
  expect(failure).toMatchObject({ type: 'MambuUnavailable', nonRetryable: false })
  expect(`${failure.stack} ${JSON.stringify(failure)}`).not.toContain('canary-old')
  variable.set({ key: mambu.apiKey })
  expect((await readLoan(options)).status).toBe(200)
})

test('user and password may be variables too; a text without a reference reads no settings', async () => {
  const variable = openVariable()
  variable.set(mambu.basic)
  const basic = { user: '{{env_var[@mambu].user}}', password: '{{env_var[@mambu].password}}' }
  expect((await readLoan({ basic, resolve: variable.resolve })).status).toBe(200)
  const reads = variable.reads()
  expect((await readLoan({ apiKey: mambu.apiKey, resolve: variable.resolve })).status).toBe(200)
  expect(variable.reads()).toBe(reads)
})

test('without credentials nothing is sent', async () => {
  const before = mambu.requests.length
  await expect(readLoan({})).rejects.toMatchObject({ type: 'MambuNotConfigured', nonRetryable: false })
  expect(mambu.requests).toHaveLength(before)
})

test('an empty answer is null, and the answer headers come along', async () => {
  const call = createMambuClient({ baseUrl: mambu.url, apiKey: mambu.apiKey })
  const body = [{ op: 'REPLACE', path: '/loanName', value: 'Car' }]
  const patched = await call({ method: 'PATCH', path: '/loans/LNAC0503', body, signal })
  expect(patched).toMatchObject({ status: 204, body: null })
  const path = '/loans/LNAC0503/transactions?paginationDetails=ON'
  const listed = await call({ method: 'GET', path, signal })
  expect(listed.headers.get('items-total')).toBe('0')
})

test('102 while the same key is at work ends in a retry', async () => {
  const call = createMambuClient({ baseUrl: mambu.url, apiKey: mambu.apiKey })
  mambu.addLoan({ id: 'L102', amount: 5 })
  const input = {
    method: 'POST',
    path: '/loans/L102/disbursement-transactions',
    body: { amount: 5 },
    idempotencyKey: 'f3b0c1d2-1111-5222-8333-444455556666',
    signal,
  } as const
  const release = mambu.holdNextPost()
  const first = call(input)
  await expect(call(input)).rejects.toMatchObject({ type: 'MambuUnavailable', nonRetryable: false })
  release()
  const answer = await first
  expect((await call(input)).body).toEqual(answer.body)
})

test.each(['.', '..', '%2e', '.%2E'])(
  'an id %s that would lead to another place of the API is not sent',
  async (id) => {
    const before = mambu.requests.length
    const call = createMambuClient({ baseUrl: mambu.url, apiKey: mambu.apiKey })
    for (const path of [
      `/loans/${id}`,
      `/loans/${id}?detailsLevel=FULL`,
      `/cards/${id}/authorizationholds/x`,
    ])
      await expect(call({ method: 'DELETE', path, signal })).rejects.toMatchObject({
        type: 'MambuRefused',
        nonRetryable: true,
        details: [{ status: 404, errors: [] }],
      })
    expect(mambu.requests.length).toBe(before)
  },
)

test('a refusal of a megabyte leaves little of itself in the failure', async () => {
  const long = 'x'.repeat(300_000)
  const refused = async () =>
    new Response(
      JSON.stringify({ errors: [{ errorCode: 4, errorReason: long, errorSource: { a: long }, b: long }] }),
      {
        status: 400,
      },
    )
  const call = createMambuClient({ baseUrl: mambu.url, apiKey: 'a', fetch: refused })
  const failure = await call({ method: 'GET', path: '/loans/LN1', signal }).catch((error: unknown) => error)
  expect(failure).toMatchObject({ type: 'MambuRefused' })
  expect(JSON.stringify(failure).length).toBeLessThan(2_000)
})
