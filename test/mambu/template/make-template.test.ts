import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { makeTemplate } from '../../../src/mambu/template/make-template.ts'
import { previewTemplate } from '../../../src/mambu/template/preview-template.ts'
import { renderTemplate } from '../../../src/mambu/template/render-template.ts'
import { loadStartNodes } from '../../../src/project/load-start-nodes.ts'
import { foreseeAnswer } from '../../../src/receiver/foresee-answer.ts'
import { mambuDate } from '../../../src/start-node/mambu-date.ts'
import { mambuDecimal } from '../../../src/start-node/mambu-decimal.ts'
import { mambuText } from '../../../src/start-node/mambu-text.ts'
import loanApproved from '../../../workflows/loan-approved/loan-approved.start.ts'
import { readCodeBlocks } from '../../docs/code-blocks.ts'

const input = z.object({
  kind: z.literal('repayment'),
  id: mambuText().meta({ mambu: '{ACCOUNT_ID}' }),
  client: z.object({
    name: mambuText({ optional: true }).meta({ mambu: '{CLIENT_FIRST_NAMES} {CLIENT_LAST_NAME}' }),
    born: mambuDate({ optional: true }).meta({
      mambu: 'FORMAT_DATE{CLIENT_BIRTH_DATE,datePattern=yyyy-MM-dd}',
    }),
  }),
  amount: mambuDecimal({ bare: true }).meta({ mambu: '{TRANSACTION_AMOUNT}' }),
  parts: z.array(z.object({ fee: mambuDecimal({ optional: true }).meta({ mambu: '{FEE}' }) })),
  days: z.number().meta({ mambu: '{DAYS_IN_ARREARS}' }),
  channel: z.string().default('mambu'),
  branch: z.string(),
  note: z.string().optional(),
})

test('a payload fills the schema: placeholders in quotes wherever a text will do, literals as they are', () => {
  const { text, notes, contentType } = makeTemplate(input)
  expect(text).toBe(`{
  "kind": "repayment",
  "id": "{ACCOUNT_ID}",
  "client": {
    "name": "{CLIENT_FIRST_NAMES} {CLIENT_LAST_NAME}",
    "born": "FORMAT_DATE{CLIENT_BIRTH_DATE,datePattern=yyyy-MM-dd}"
  },
  "amount": "{TRANSACTION_AMOUNT}",
  "parts": [
    {
      "fee": "{FEE}"
    }
  ],
  "days": {DAYS_IN_ARREARS},
  "branch": ""
}`)
  expect(contentType).toBe('application/json')
  expect(notes.map(({ path }) => path)).toEqual(['/days', '/branch', '/channel', '/note'])
  expect(notes[0]?.message).toContain('without quotes')
  expect(notes[1]?.message).toContain('.meta({ mambu:')
})

test('without a single value the payload of loan-approved is JSON still, and the answer names what is empty', () => {
  const { text } = makeTemplate(loanApproved.input)
  const preview = previewTemplate(text, {}, (body) => foreseeAnswer(loanApproved, 'json', body))
  expect(preview.refusal?.code).toBe('schema_mismatch')
  expect(preview.problems.map(({ path, line }) => [path, line])).toEqual([
    ['/cbs_account_id', 4],
    ['/cbs_account_key', 5],
    ['/float_amount', 6],
    ['/currency', 7],
  ])
})

test('the payload of every process stays JSON without a single value', async () => {
  const startNodes = await loadStartNodes(new URL('../../../workflows/', import.meta.url))
  for (const { process, input } of startNodes.values()) {
    const { text } = renderTemplate(makeTemplate(input).text, {})
    expect(() => JSON.parse(text), process).not.toThrow()
  }
})

test('a field with a choice says what there is to choose, a process that no placeholder fills says so once', () => {
  const noted = (schema: z.ZodType) => makeTemplate(schema).notes.map(({ message }) => message)
  const kind = z.enum(['loan', 'deposit'])
  expect(noted(z.object({ id: z.string().meta({ mambu: '{ACCOUNT_ID}' }), kind }))).toEqual([
    expect.stringContaining('type one of "loan", "deposit"'),
  ])
  expect(noted(z.object({ kind, id: z.string() }))).toEqual([expect.stringContaining('No field')])
})

test('a full set of values makes it a task', () => {
  const values = {
    ACCOUNT_ID: 'LN1',
    ENCODED_KEY: '8a',
    LOAN_AMOUNT: '12500.00',
    ACCOUNT_CURRENCY_CODE: 'EUR',
    X: 1,
  }
  const { text } = makeTemplate(loanApproved.input)
  const preview = previewTemplate(text, values, (body) => foreseeAnswer(loanApproved, 'json', body))
  expect(preview).toMatchObject({
    accepted: true,
    status: 200,
    problems: [],
    missing: ['CREDIT_ARRANGEMENT_ID'],
    unused: ['X'],
  })
})

test('the README and the page show the payload of loan-approved as the command prints it', () => {
  const { text } = makeTemplate(loanApproved.input)
  for (const file of ['README.md', 'docs/mambu-webhooks.md'])
    expect(
      readCodeBlocks(readFileSync(file, 'utf8')).some((block) => block.text.includes(text)),
      file,
    ).toBe(true)
})

test('an XML payload has the root, attributes and texts of the mapping, and is XML when it is filled', () => {
  const { text, contentType } = makeTemplate(
    z.object({
      loan: z.object({
        '@id': mambuText().meta({ mambu: '{ACCOUNT_ID}' }),
        amount: z.object({
          '@currency': z.literal('EUR'),
          '#text': mambuDecimal().meta({ mambu: '{LOAN_AMOUNT}' }),
        }),
        note: z.literal('a < b'),
      }),
    }),
    'xml',
  )
  expect(text).toBe(
    '<loan id="{ACCOUNT_ID}">\n  <amount currency="EUR">{LOAN_AMOUNT}</amount>\n  <note>a &lt; b</note>\n</loan>',
  )
  expect(contentType).toBe('application/xml')
  expect(() => makeTemplate(input, 'xml')).toThrow(/one root element/)
})

test('a form has one pair a field, and can not hold an object', () => {
  const flat = z.object({ id: mambuText().meta({ mambu: '{ACCOUNT_ID}' }), 'a b': z.literal('1&2') })
  expect(makeTemplate(flat, 'nvp')).toMatchObject({
    text: 'id={ACCOUNT_ID}&a%20b=1%262',
    contentType: 'text/plain',
  })
  expect(() => makeTemplate(input, 'nvp')).toThrow('/client')
})
