import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sealText } from '../../src/keys/sealed-text.ts'
import { type OpenVariable, openVariables, type Variables } from '../../src/settings/open-variables.ts'
import { resolveText } from '../../src/settings/variables.ts'

const keys = [Buffer.alloc(32, 5)]
const webhook = {
  user: 'mambu',
  pass: 'pä$&ss:{{x}}',
  list: ['zero', { param: 'one' }],
  port: 8443,
  on: true,
  none: null,
  'a.b': 'dotted',
}

function variables(values: Readonly<Record<string, Omit<OpenVariable, 'secret'>>>): Variables {
  const entries = Object.entries(values).map(
    ([name, { type, value }], index) =>
      [name, { id: index + 1, type, secret: false, value: sealText(keys, value) }] as const,
  )
  return openVariables({ variables: Object.fromEntries(entries) }, keys)
}

const given = variables({
  'webhook-var': { type: 'json', value: JSON.stringify(webhook) },
  token: { type: 'raw', value: 'canary-{{env_var[@token]}}' },
  ['constructor' as string]: { type: 'raw', value: 'named like a property' },
  STRIPE_TOKEN: { type: 'raw', value: 'as exports have it' },
  broken: { type: 'json', value: '{"canary":' },
})

test.each([
  ['{{env_var[@webhook-var].user}}', 'mambu'],
  ['{{env_var[1].user}}', 'mambu'],
  ['{{env_var[@STRIPE_TOKEN]}}', 'as exports have it'],
  ['{{env_var[@webhook-var].pass}}', 'pä$&ss:{{x}}'],
  ['{{env_var[@webhook-var].list[1].param}}', 'one'],
  ['{{env_var[@webhook-var].list[0]}}', 'zero'],
  ['{{env_var[@webhook-var].port}}', '8443'],
  ['{{env_var[@webhook-var].on}}', 'true'],
  ['{{env_var[@webhook-var].list}}', '["zero",{"param":"one"}]'],
  ['{{env_var[@webhook-var].a\\.b}}', 'dotted'],
  ['{{ env_var[@webhook-var].user }}', 'mambu'],
  ['{{env_var[@webhook-var].user}}:{{env_var[2]}}!', 'mambu:canary-{{env_var[@token]}}!'],
  ['{{env_var[@constructor]}}', 'named like a property'],
  ['no reference, {{name}} and {{root.ref}} stay', 'no reference, {{name}} and {{root.ref}} stay'],
])('%s is %s', (text, resolved) => {
  expect(resolveText(text, given)).toBe(resolved)
})

test.each([
  ['{{env_var[@unknown]}}', /no such variable/],
  ['{{env_var[99]}}', /no such variable/],
  ['{{env_var[@webhook-var].password}}', /no such place/],
  ['{{env_var[@webhook-var].list[2]}}', /no such place/],
  ['{{env_var[@webhook-var].list.length}}', /no such place/],
  ['{{env_var[@webhook-var].list.1}}', /no such place/],
  ['{{env_var[@webhook-var].user[0]}}', /no such place/],
  ['{{env_var[@webhook-var].toString}}', /no such place/],
  ['{{env_var[@webhook-var].constructor.name}}', /no such place/],
  ['{{env_var[@webhook-var].__proto__}}', /no such place/],
  ['{{env_var[@webhook-var].none}}', /null/],
  ['{{env_var[@token].key}}', /no fields/],
  ['{{env_var[@broken].canary}}', /not JSON/],
  ['{{env_var[@webhook:var].user}}', /no reference/],
  ['{{env_var[webhook-var].user}}', /no reference/],
  ['{{env_var[@webhook-var].user}', /no reference/],
  ['{{env_var[@webhook-var]user}}', /no reference/],
  ['{{env_var}}', /no reference/],
  ['{{env_var[@webhook-var].}}', /no reference/],
])('%s is an error that names it and tells no value', (reference, why) => {
  let thrown: unknown
  try {
    resolveText(`before ${reference}`, given)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toMatchObject({ code: 'variable_missing' })
  const { message, stack } = thrown as Error
  expect(message).toContain(`${reference}: `)
  expect(message).toMatch(why)
  expect(String(stack).replaceAll(reference, '')).not.toContain('canary')
})

const name = fc.stringMatching(/^[a-z0-9-]{3,128}$/)
/** Half surrogate pairs do not survive UTF-8; no header or body holds any. */
const text = fc.string({ unit: 'binary', maxLength: 60 }).filter((each) => !/\p{Cs}/u.test(each))

test('a text without references is given back as it is', () => {
  fc.assert(
    fc.property(text, (plain) => {
      fc.pre(!plain.includes('env_var'))
      expect(resolveText(plain, given)).toBe(plain)
    }),
  )
})

test('a raw value is put in as it is, whatever it holds, by name and by id', () => {
  fc.assert(
    fc.property(name, text, (id, value) => {
      const one = variables({ [id]: { type: 'raw', value } })
      expect(resolveText(`<{{env_var[@${id}]}}|{{env_var[1]}}>`, one)).toBe(`<${value}|${value}>`)
    }),
  )
})

test('every text in a JSON value is reached by its path', () => {
  const key = fc.stringMatching(/^[A-Za-z_#@$,]{1,8}$/)
  fc.assert(
    fc.property(
      fc.array(fc.oneof(key, fc.nat({ max: 3 })), { minLength: 1, maxLength: 5 }),
      text,
      (steps, leaf) => {
        fc.pre(!steps.includes('__proto__'))
        const value = steps.reduceRight<unknown>(
          (inner, step) =>
            typeof step === 'number'
              ? [...Array.from({ length: step }, () => null), inner]
              : { [step]: inner },
          leaf,
        )
        const path = steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')
        const one = variables({ one: { type: 'json', value: JSON.stringify(value) } })
        expect(resolveText(`{{env_var[@one]${path}}}`, one)).toBe(leaf)
      },
    ),
  )
})

test('no text takes long, however it is made', () => {
  const hostile = ['{{env_var['.repeat(20_000), `{{env_var[@abc]${'.a'.repeat(50_000)}`, '{{'.repeat(100_000)]
  const began = performance.now()
  for (const each of hostile) {
    try {
      resolveText(each, given)
    } catch (error) {
      expect(error).toMatchObject({ code: 'variable_missing' })
    }
  }
  expect(performance.now() - began).toBeLessThan(5_000)
})
