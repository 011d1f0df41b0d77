/** docs/errors.md has a section per code of the error table, and its example answers are byte for byte what is sent. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ERRORS, type ErrorCode } from '../../src/errors/error-table.ts'
import { StartnodeError } from '../../src/errors/startnode-error.ts'
import { answerError } from '../../src/receiver/answer.ts'

const sections = readFileSync('docs/errors.md', 'utf8')
  .split(/^## /m)
  .slice(1)
  .map((section) => {
    const lines = section.split('\n')
    return { code: lines[0] as ErrorCode, head: lines[2], text: section }
  })
const codes = Object.keys(ERRORS) as ErrorCode[]

test('every code has a section, in the order of the table, and no other code has', () => {
  expect(sections.map(({ code }) => code)).toEqual(codes)
})

test.each(sections)(
  '$code: status and text are those of the table, cause and advice are given',
  ({ code, head, text }) => {
    const { status, text: message } = ERRORS[code]
    expect([`HTTP ${status} · ${message}`, `No HTTP answer · ${message}`]).toContain(head)
    if (head?.startsWith('No HTTP')) expect(status).toBe(500)
    expect(text).toMatch(/^- \*\*Cause:\*\* .{20,}$/m)
    expect(text).toMatch(/^- \*\*What to do:\*\* .{8,}$/m)
  },
)

test.each(sections.filter(({ head }) => head?.startsWith('HTTP')))(
  '$code: the example is the answer',
  ({ code, text }) => {
    const example = /```json\n(.*)\n```/.exec(text)?.[1] ?? ''
    const { ops } = JSON.parse(example) as { ops: { description: string; problems?: [] } }
    expect(
      answerError(new StartnodeError(code, ops.description, { problems: ops.problems ?? [] })).body,
    ).toBe(example)
  },
)

test('the table of docs/receiver-api.md has the codes that HTTP answers carry, with status and Retry-After', () => {
  const rows = [
    ...readFileSync('docs/receiver-api.md', 'utf8').matchAll(
      /^\| \[`(\w+)`\]\(\S+\) \| (\d+) \| (\d*) ?\|/gm,
    ),
  ]
  const answered = sections.filter(({ head }) => head?.startsWith('HTTP')).map(({ code }) => code)
  expect(rows.map(([, code, status, retryAfter]) => [code, status, retryAfter])).toEqual(
    answered.map((code) => [code, String(ERRORS[code].status), String(ERRORS[code].retryAfter ?? '')]),
  )
})
