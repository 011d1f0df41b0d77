/**
 * Every way in which the template of a Mambu webhook breaks: the receiver names the cause with line and column, keeps what
 * came, and the preview said the very same before.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { previewTemplate } from '../../../src/mambu/template/preview-template.ts'
import type { TemplateValues } from '../../../src/mambu/template/render-template.ts'
import type { BodyFormat, Task } from '../../../src/process/task.ts'
import { foreseeAnswer } from '../../../src/receiver/foresee-answer.ts'
import { mambuDate } from '../../../src/start-node/mambu-date.ts'
import { mambuDecimal } from '../../../src/start-node/mambu-decimal.ts'
import { mambuText } from '../../../src/start-node/mambu-text.ts'
import { startNode } from '../../../src/start-node/start-node.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { type QuarantiningReceiver, startQuarantiningReceiver } from './quarantining-receiver.ts'

type AnyProcess = (task: Task<unknown>) => Promise<unknown>
const PROCESS = startNode<AnyProcess>('mambu-event', {
  title: 'Event of Mambu',
  input: z.looseObject({
    amount: mambuDecimal({ bare: true, decimals: 2 }).optional(),
    due: mambuDate({ optional: true }),
    rate: mambuText({ optional: true }),
  }),
})
const read = (name: string) =>
  readFileSync(new URL(`../../fixtures/mambu/broken/${name}`, import.meta.url), 'utf8')
const values = JSON.parse(read('values.json')) as TemplateValues

let receiver: QuarantiningReceiver
const kept: string[] = []
beforeAll(async () => {
  receiver = await startQuarantiningReceiver(PROCESS)
})
afterAll(() => receiver.stop())

test.each<[string, number, string, [line: number, column: number], string]>([
  [
    'curly-quotes.txt',
    400,
    'json_invalid',
    [2, 14],
    'found a curly quote (\u201c): use straight double quotes',
  ],
  ['comment.txt', 400, 'json_invalid', [3, 3], 'found a comment (JSON has none)'],
  [
    'empty-number.txt',
    400,
    'json_invalid',
    [3, 14],
    'the value of "arrears" is empty: a placeholder without a value must be quoted',
  ],
  [
    'quote-in-name.txt',
    400,
    'json_invalid',
    [3, 19],
    'a double quote inside a value must be written \\": the value of "name" has one',
  ],
  [
    'newline-in-value.txt',
    400,
    'json_invalid',
    [3, 27],
    'a line break inside a string must be escaped, e.g. as \\n: the value of "notes" has one',
  ],
  [
    'localised-number.txt',
    400,
    'json_invalid',
    [3, 13],
    '10.482,37 looks like a localised number: send 1234.56, or quote it',
  ],
  [
    'localised-number-in-quotes.txt',
    422,
    'schema_mismatch',
    [3, 13],
    "'10.482,37' looks like a localised number: send it as 1234.56",
  ],
  [
    'localised-date.txt',
    422,
    'schema_mismatch',
    [3, 10],
    "'03.02.2026' looks like a localised date: write FORMAT_DATE{...,datePattern=yyyy-MM-dd} in the payload",
  ],
  [
    'unresolved-placeholder.txt',
    400,
    'json_invalid',
    [3, 12],
    '{InterestRate} looks like a placeholder that was not resolved: quote it',
  ],
  [
    'unresolved-placeholder-in-quotes.txt',
    422,
    'schema_mismatch',
    [3, 11],
    'is a placeholder that Mambu did not fill',
  ],
  ['trailing-comma.txt', 400, 'json_invalid', [3, 20], 'there is a comma before }: leave out the last comma'],
  ['duplicate-key.txt', 400, 'json_duplicate_key', [4, 3], 'The key "loan_id" stands twice in one object'],
  ['top-level-array.txt', 400, 'json_root', [1, 1], 'The body must be one JSON object, not an array'],
  [
    'big-integer.txt',
    400,
    'json_number_precision',
    [3, 18],
    'The number 90071992547409931 would become 90071992547409940: send it as a string',
  ],
  ['empty-amount.txt', 422, 'schema_mismatch', [3, 13], 'is empty: Mambu had no value for its placeholder'],
  ['ampersand.xml', 400, 'xml_invalid', [2, 19], 'an ampersand must be written &amp;'],
  [
    'percent.nvp',
    400,
    'nvp_invalid',
    [1, 24],
    'a percent sign needs two hex digits after it, or be written %25',
  ],
])(
  '%s is answered %i %s with its place and its cause, as the preview said',
  async (file, status, code, [line, column], cause) => {
    const format = (/\.(xml|nvp)$/.exec(file)?.[1] ?? 'json') as BodyFormat
    const template = read(file).trimEnd()
    const preview = previewTemplate(template, values, (body) => foreseeAnswer(PROCESS, format, body))
    const answer = await receiver.post(format, preview.text)
    const { ops } = JSON.parse(answer.body) as { ops: { code: string; problems: { message: string }[] } }
    expect([answer.status, ops.code]).toEqual([status, code])
    expect(ops.problems).toEqual([expect.objectContaining({ line, column })])
    expect(ops.problems[0]?.message).toContain(cause)
    expect([preview.accepted, preview.status, preview.answer]).toEqual([false, answer.status, answer.body])
    kept.push(receiver.rows.at(-1)?.taskId as string)
  },
)

test('all of them are kept in quarantine, as they came', async () => {
  const { quarantine } = receiver
  expect(new Set(kept).size).toBe(17)
  await waitFor('all entries', async () => {
    const { entries } = await quarantine.list({ process: PROCESS.process })
    return kept.every((taskId) => entries.some((entry) => entry.taskId === taskId))
  })
  const entry = await quarantine.show(PROCESS.process, kept[3] as string)
  expect(entry).toMatchObject({
    body: expect.stringContaining('Maria "Mia" O\'Hara'),
    problem: { code: 'json_invalid' },
  })
})

test('a problem is traced back to the placeholder and its place in the template', () => {
  const template = read('localised-number-in-quotes.txt')
  const { problems } = previewTemplate(template, values, (body) => foreseeAnswer(PROCESS, 'json', body))
  expect(problems[0]?.from).toEqual({
    placeholder: 'FORMAT{TRANSACTION_AMOUNT,numericPattern=#.###,##}',
    line: 3,
    column: 14,
  })
})
