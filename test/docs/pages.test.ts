/** A reader finds every page: the README is short, and docs/README.md names all pages below docs/. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const MAX_README_CHARACTERS = 12_000
/** What `startnode new` writes in the examples is not there yet. */
/** By `startnode new`, or by who copies the project of docs/package.md. */
const WRITTEN_BY_A_COMMAND = /deposit-made|welcome-customer/

const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.md'),
)

test('README.md has at most 12,000 characters', () => {
  expect(readFileSync('README.md', 'utf8').length).toBeLessThanOrEqual(MAX_README_CHARACTERS)
})

test('docs/README.md names every page below docs/, and the README leads to it', () => {
  const index = readFileSync('docs/README.md', 'utf8')
  const named = new Set([...index.matchAll(/\]\(([^)#]+)/g)].map((match) => normalize(match[1] as string)))
  expect(pages.filter((page) => page !== 'README.md' && !named.has(page))).toEqual([])
  expect(readFileSync('README.md', 'utf8')).toContain('](docs/README.md)')
})

test.each(['README.md', 'CONTRIBUTING.md', ...pages.map((page) => join('docs', page))])(
  'each file of the project that %s names is there',
  (page) => {
    const paths = [
      ...readFileSync(page, 'utf8').matchAll(/`((?:src|test|workflows|activities|docs|bin)\/[\w./-]+)`/g),
    ].map((match) => match[1] as string)
    expect(paths.filter((path) => !existsSync(path) && !WRITTEN_BY_A_COMMAND.test(path))).toEqual([])
  },
)
