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
    ['7001-card-limit-login', 'mambu'],
    ['7001-card-limit-secret', 'pass"word-1'],
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
  expect([...secrets.values()]).toEqual(['made-up-key-1', 'made-up-token-2'])
  expect(text).toContain('"Authorization": "Bearer {{env_var[@7001-card-limit-authorization]}}"')
  expect(text).toContain('"apikey": "{{env_var[@7001-card-limit-apikey]}}"')
  expect(text).toContain('"x-token": "{{token}}"')
})

test('several credentials of one URL go each by themselves', () => {
  const { text, secrets } = take('credential_in_url.json')
  expect([...secrets]).toEqual([
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
    for (const value of secrets.values()) expect(text).not.toContain(value)
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
