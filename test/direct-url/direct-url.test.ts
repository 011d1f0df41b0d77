import { expect, test } from 'vitest'
import { directUrlPath, parseDirectUrl } from '../../src/direct-url/direct-url.ts'

const signature = '0f'.repeat(20)

test('both versions and all three formats of MPO are read', () => {
  for (const version of [1, 2] as const) {
    for (const format of ['json', 'xml', 'nvp'] as const) {
      expect(parseDirectUrl(`/api/${version}/${format}/public/loan-approved/${signature}`)).toEqual({
        version,
        format,
        kind: 'process',
        id: 'loan-approved',
        signature,
      })
    }
  }
})

test('what is written is read back', () => {
  expect(parseDirectUrl(directUrlPath('loan-approved', signature))).toMatchObject({ version: 2, signature })
  expect(parseDirectUrl(directUrlPath('dunning', signature, 1))).toMatchObject({ version: 1, id: 'dunning' })
})

test("an alias is told from a process, in our form and in MPO's with project, stage and company", () => {
  expect(parseDirectUrl(`/api/2/json/public/@loans/${signature}`)).toMatchObject({
    kind: 'alias',
    id: 'loans',
  })
  expect(parseDirectUrl(`/api/2/json/public/@loans/p/s/i123/${signature}`)).toMatchObject({
    kind: 'alias',
    id: 'loans/p/s/i123',
    signature,
  })
})

test('what only looks wrong is still a direct URL, so that it is refused like any other', () => {
  expect(parseDirectUrl('/api/2/json/public/NO%2e%2e/short')).toMatchObject({
    id: 'NO%2e%2e',
    signature: 'short',
  })
})

test.each([
  '/',
  '/api/2/json/public/loan-approved',
  '/api/2/json/public/loan-approved/',
  `/api/2/json/public//${signature}`,
  `/api/2/json/public/loan-approved/${signature}/`,
  `/api/2/json/public/a/b/${signature}`,
  `/api/3/json/public/loan-approved/${signature}`,
  `/api/02/json/public/loan-approved/${signature}`,
  `/api/2/csv/public/loan-approved/${signature}`,
  `/API/2/json/public/loan-approved/${signature}`,
  `/api/2/JSON/public/loan-approved/${signature}`,
  `//api/2/json/public/loan-approved/${signature}`,
  `/x/../api/2/json/public/loan-approved/${signature}`,
  `/api/2/json/public%2floan-approved/${signature}`,
  `http://host/api/2/json/public/loan-approved/${signature}`,
])('%s is no direct URL', (path) => {
  expect(parseDirectUrl(path)).toBeNull()
})
