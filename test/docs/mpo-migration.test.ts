/** docs/mpo-migration.md has each code of a problem once, under errors or warnings as it is. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PROBLEMS } from '../../src/diagram/problem.ts'

const page = readFileSync(new URL('../../docs/mpo-migration.md', import.meta.url), 'utf8')

test.each([
  ['error', 'Errors'],
  ['warning', 'Warnings'],
])('every %s is in the table', (severity, title) => {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? ''
  const listed = [...section.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, code]) => code)
  const codes = Object.entries(PROBLEMS).flatMap(([code, of]) => (of === severity ? [code] : []))
  expect(listed.toSorted()).toEqual(codes.toSorted())
})
