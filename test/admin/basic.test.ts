/** Basic credentials of the admin API: read as RFC 7617 says, answered in our words, and left nowhere. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerAdminError } from '../../src/admin/serve/answer-error.ts'
import { identifyCaller } from '../../src/admin/serve/identify-caller.ts'
import { createLoginLimiter } from '../../src/users/login-limiter.ts'
import { parseUsers } from '../../src/users/parse-users.ts'
import { hashPassword } from '../../src/users/password-hash.ts'
import { createSessions } from '../../src/users/sessions.ts'
import { createUsers } from '../../src/users/users.ts'

const PASSWORD = 'pässword: with a colon'
let url: string
const server = createServer()

beforeAll(async () => {
  const hash = await hashPassword(PASSWORD, { logN: 14, r: 8, p: 1 })
  const users = createUsers(parseUsers(`bob:editor:${hash}`), createLoginLimiter())
  const sources = { users, sessions: createSessions(), signingKeys: [] }
  const app = express()
  app.get('/', async (request, response) => {
    try {
      const identified = identifyCaller(sources, request)
      // While the password is hashed it is nowhere on the request.
      const during = 'auth' in request
      const caller = await identified
      response.json({ caller, auth: during || 'auth' in request })
    } catch (error) {
      const { status, headers, body } = answerAdminError(error)
      response
        .status(status)
        .set(headers)
        .json({ ...body, auth: 'auth' in request })
    }
  })
  server.on('request', app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

async function call(authorization: string) {
  const response = await fetch(url, { headers: { authorization } })
  const challenge = response.headers.get('www-authenticate')
  return { status: response.status, challenge, body: await response.json() }
}
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`
const REFUSED = {
  status: 401,
  challenge: 'Startnode realm="admin"',
  body: { error: { code: 'login_failed', message: 'User or password is wrong' }, auth: false },
}

test('the right ones are the user, in any case of the scheme, and leave no password on the request', async () => {
  const caller = { name: 'bob', role: 'editor', actor: 'api:bob', by: 'basic' }
  for (const authorization of [basic(`bob:${PASSWORD}`), basic(`bob:${PASSWORD}`).replace('Basic', 'bASIC')])
    expect(await call(authorization)).toMatchObject({ status: 200, body: { caller, auth: false } })
})

test.each([
  ['a wrong password', basic('bob:wrong')],
  ['nobody', basic('eve:wrong')],
  ['no colon', basic('bob')],
  ['no base64', 'Basic !!!'],
  ['nothing', 'Basic '],
  ['a line end', basic('bob:a\nb')],
])('%s is answered in our words, and nobody is asked by the browser', async (_, authorization) => {
  expect(await call(authorization)).toEqual(REFUSED)
})

test('too many failures are limited with Retry-After, and the process lives on', async () => {
  for (let tries = 0; tries < 6; tries += 1) await call(basic(`bob:guess ${tries}`))
  expect(await call(basic(`bob:${PASSWORD}`))).toMatchObject({
    status: 429,
    body: { error: { code: 'login_limited' }, auth: false },
  })
})
