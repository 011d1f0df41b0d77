/** What is said of auth in advance is what a real request with the right credentials meets. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkAuth } from '../../src/direct-url/check-auth.ts'
import { whyRefused } from '../../src/processes/why-refused.ts'
import { resolveSecrets } from '../../src/settings/resolve-secrets.ts'
import { type ClearAuth, sealAuth } from '../../src/settings/seal-auth.ts'
import { completeSnapshot, startNodeState } from '../../src/settings/snapshot.ts'

const keys = [randomBytes(32)]

function settingsWith(auth: ClearAuth) {
  const state = { generation: 'g', accepted: [], auth: sealAuth(keys, auth) }
  return completeSnapshot({ settingsId: 's', revision: 1, startNodes: { p: state } })
}

let settings = settingsWith({ type: 'none' })
const server = createServer((request, response) => {
  try {
    checkAuth(startNodeState(settings, 'p').auth, request.headers, resolveSecrets(settings, keys))
    response.end('passes')
  } catch {
    response.writeHead(401).end('refused')
  }
})
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'))
afterAll(() => server.close())

/** As curl does: the bytes of the text in UTF-8. */
async function sendHeader(name: string, value: string): Promise<boolean> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.end(`GET / HTTP/1.1\r\nHost: x\r\n${name}: ${value}\r\nConnection: close\r\n\r\n`)
  let answer = ''
  for await (const piece of socket.setEncoding('utf8')) answer += piece
  return answer.startsWith('HTTP/1.1 200')
}

test.each([
  ['abc', null],
  ['a b\tc', null],
  ['café', null],
  ['€5', null],
  // Its letters as ISO-8859-1 would be other letters in UTF-8.
  ['Ã©', null],
  [' abc', 'blank'],
  ['abc\t', 'blank'],
  [' ', 'blank'],
  ['a\r\nb', 'control character'],
  ['a\nb', 'control character'],
  ['a\0b', 'control character'],
  ['a\x7fb', 'control character'],
  ['a\x85b', null],
])('header %j', async (value, why) => {
  settings = settingsWith({ type: 'header', name: 'X-Secret', value })
  const said = whyRefused(settings, keys, 'p')
  if (why === null) expect(said).toBe(null)
  else expect(said).toContain(why)
  expect(await sendHeader('X-Secret', value)).toBe(said === null)
})

test('a header that no request has', async () => {
  settings = settingsWith({ type: 'header', name: '__proto__', value: 'abc' })
  expect(whyRefused(settings, keys, 'p')).toContain('name')
  expect(await sendHeader('__proto__', 'abc')).toBe(false)
  settings = settingsWith({ type: 'header', name: 'Constructor', value: 'abc' })
  expect(whyRefused(settings, keys, 'p')).toBe(null)
  expect(await sendHeader('constructor', 'abc')).toBe(true)
})

test.each([
  ['mambu', 'x', null],
  ['', ' pa:ss ', null],
  ['a:b', 'x', 'colon'],
  ['mambu', '', 'empty'],
])('Basic %j %j', async (user, pass, why) => {
  settings = settingsWith({ type: 'basic', user, pass })
  const said = whyRefused(settings, keys, 'p')
  if (why === null) expect(said).toBe(null)
  else expect(said).toContain(why)
  const pair = Buffer.from(`${user}:${pass}`).toString('base64')
  expect(await sendHeader('Authorization', `Basic ${pair}`)).toBe(said === null)
})
