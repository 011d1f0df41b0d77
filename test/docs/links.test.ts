/** Every link inside README.md, CONTRIBUTING.md and docs/ leads to a file, and to a heading where it names one. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync('docs').map((file) => `docs/${file}`),
  ...readdirSync('docs/nodes').map((file) => `docs/nodes/${file}`),
  ...readdirSync('docs/processes').map((file) => `docs/processes/${file}`),
]

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')
}

function anchorsOf(page: string): Set<string> {
  return new Set(
    [...readFileSync(page, 'utf8').matchAll(/^#{1,6} (.+)$/gm)].map((match) => anchorOf(match[1] as string)),
  )
}

test.each(pages.filter((page) => page.endsWith('.md')))('the links of %s lead somewhere', (page) => {
  const broken = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].filter(
    (match) => {
      const file = match[1] ? normalize(join(dirname(page), match[1])) : page
      if (!existsSync(file)) return true
      return match[2] !== undefined && !anchorsOf(file).has(match[2])
    },
  )
  expect(broken.map((match) => match[0])).toEqual([])
})
