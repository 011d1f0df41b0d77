/** Credentials leave the file, and nothing else of it changes. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findCredentials } from '../../../src/diagram/check/find-credentials.ts'
import { takeOut } from '../../../src/diagram/check/take-out.ts'

const FOLDER = new URL('../../fixtures/exports/problems/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8')
const take = (name: string) => takeOut(read(name), '7001-card-limit', findCredentials(read(name)))

test('login and secret of the Start node become references, within their JSON text', () => {
  const { text, secrets } = take('credential_in_options.json')
  expect([...secrets]).toEqual([
    ['7001-card-limit-login', { value: 'mambu', secret: true }],
    ['7001-card-limit-secret', { value: 'pass"word-1', secret: true }],
  ])
  const start = (JSON.parse(text) as { scheme: { nodes: { options: string }[] } }).scheme.nodes[0]
  expect(JSON.parse(start?.options ?? '')).toEqual({
    direct_url: true,
    type_auth: 'basic',
    login: '{{env_var[@7001-card-limit-login]}}',
    secret: '{{env_var[@7001-card-limit-secret]}}',
  })
})

test('of a header only the credential goes, not its scheme; other headers stay', () => {
  const { text, secrets } = take('credential_in_header.json')
  expect([...secrets.values()].map(({ value }) => value)).toEqual(['made-up-key-1', 'made-up-token-2'])
  expect(text).toContain('"Authorization": "Bearer {{env_var[@7001-card-limit-authorization]}}"')
  expect(text).toContain('"apikey": "{{env_var[@7001-card-limit-apikey]}}"')
  expect(text).toContain('"x-token": "{{token}}"')
})

test('several credentials of one URL go each by themselves', () => {
  const { text, secrets } = take('credential_in_url.json')
  expect([...secrets].map(([name, { value }]) => [name, value])).toEqual([
    ['7001-card-limit-url', 'made-up-pass-3'],
    ['7001-card-limit-url-2', 'made-up-key-4'],
  ])
  expect(text).toContain(
    'https://user:{{env_var[@7001-card-limit-url]}}@bank.example/limits?api_key={{env_var[@7001-card-limit-url-2]}}&page=1',
  )
})

test('everything around them stays as it was written, and doing it twice changes nothing', () => {
  for (const name of readdirSync(FOLDER).filter((file) => file.startsWith('credential_'))) {
    const before = read(name).split('\n')
    const { text, secrets } = take(name)
    const after = text.split('\n')
    expect(after).toHaveLength(before.length)
    expect(after.filter((line, at) => line !== before[at]).length).toBeLessThanOrEqual(secrets.size)
    for (const { value } of secrets.values()) expect(text).not.toContain(value)
    expect(takeOut(text, '7001-card-limit', findCredentials(text))).toEqual({ text, secrets: new Map() })
  }
})

test('what stands in a script is named and stays', () => {
  const text = read('credential_in_code.json')
  expect(findCredentials(text)).toMatchObject([
    { code: 'credential_in_code', place: null, nodeTitle: 'Work' },
  ])
  expect(take('credential_in_code.json')).toEqual({ text, secrets: new Map() })
})

const PEM = '-----BEGIN RSA PRIVATE KEY-----\nbWFkZSB1cA==\n-----END RSA PRIVATE KEY-----'

function takeOf(...logics: object[]) {
  const node = { id: 'a', obj_type: 0, title: 'Work', condition: { logics } }
  const text = JSON.stringify({ obj_type: 1, obj_id: 7001, title: 't', scheme: { nodes: [node] } })
  const taken = takeOut(text, '7001-t', findCredentials(text))
  const [kept] = (JSON.parse(taken.text) as { scheme: { nodes: { condition: { logics: object[] } }[] } })
    .scheme.nodes
  return { logics: kept?.condition.logics, secrets: [...taken.secrets] }
}

test('of a raw body, JSON or a form, only the values of such names go', () => {
  const { logics, secrets } = takeOf(
    {
      type: 'api',
      format: 'raw',
      raw_body: '{"user":"u","password": "made-up-1","n":{{n}},"token":"{{t}}"}',
    },
    { type: 'api', format: 'raw', raw_body: 'grant_type=password&client_secret=made-up-2&page={{page}}' },
  )
  expect(logics).toMatchObject([
    { raw_body: '{"user":"u","password": "{{env_var[@7001-t-raw-body]}}","n":{{n}},"token":"{{t}}"}' },
    { raw_body: 'grant_type=password&client_secret={{env_var[@7001-t-raw-body-2]}}&page={{page}}' },
  ])
  expect(secrets.map(([, { value, secret }]) => [value, secret])).toEqual([
    ['made-up-1', true],
    ['made-up-2', true],
  ])
})

test('a key outside of API Calls goes into a visible variable, since a secret one could not be used there', () => {
  const { logics, secrets } = takeOf(
    { type: 'set_param', extra: { key: PEM, mode: 'auth' }, extra_type: { key: 'string', mode: 'string' } },
    { type: 'api', url: 'https://x.example', cert_pem: PEM },
  )
  expect(logics).toMatchObject([
    { extra: { key: '{{env_var[@7001-t-key]}}', mode: 'auth' } },
    { cert_pem: '{{env_var[@7001-t-key]}}' },
  ])
  expect(secrets).toEqual([['7001-t-key', { value: PEM, secret: false }]])
})

test('a password that a node sets is named and stays: it may be a word as well', () => {
  const { secrets } = takeOf({
    type: 'set_param',
    extra: { password: 'none' },
    extra_type: { password: 'string' },
  })
  expect(secrets).toEqual([])
})
