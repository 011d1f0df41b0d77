/** The libraries of `require("libs/<name>.js")`, against values computed with the versions that MPO has. */
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LIBRARIES } from '../../../src/activities/code/script-libraries.ts'
import type { Json } from '../../../src/diagram/diagram.ts'
import { openCode } from './open-code.ts'

/** Made in UTC with CryptoJS 3.1.2, moment 2.11.1 and moment-timezone 0.5.0. */
const VALUES = JSON.parse(readFileSync('test/fixtures/code/library-values.json', 'utf8')) as readonly {
  readonly libs: readonly string[]
  readonly expression: string
  readonly value: Json
}[]

const code = openCode()

test('CryptoJS and moment give what CryptoJS 3.1.2 and moment 2.11 give, to the letter', async () => {
  for (const libs of new Set(VALUES.map(({ libs }) => libs.join()))) {
    const values = VALUES.filter((value) => value.libs.join() === libs)
    const required = libs.split(',').map((name) => `require("libs/${name}.js");`)
    const lines = values.map(({ expression }, index) => `data.v${index} = ${expression}`)
    const set = await code.set([...required, ...lines].join('\n'))
    const found = values.map(({ expression }, index) => ({ expression, value: set[`v${index}`] ?? null }))
    expect(found).toEqual(values.map(({ expression, value }) => ({ expression, value })))
  }
})

test('require gives undefined and sets a global', async () => {
  const globals = {
    CryptoJS: LIBRARIES.filter((name) => /sha|md5|aes|des$|rc4|rabbit|base64/.test(name)),
    moment: LIBRARIES.filter((name) => name.startsWith('moment')),
    XRegExp: ['xregexp'],
    _: ['lodash'],
    fn_convertDate: ['dateutils'],
    fn_getDate: ['dateutils'],
  }
  expect(new Set(Object.values(globals).flat())).toEqual(new Set(LIBRARIES))
  for (const [name, libraries] of Object.entries(globals))
    for (const library of libraries) {
      const set = await code.set(
        `data.before = typeof ${name}; data.given = String(require("libs/${library}.js")); data.after = typeof ${name}`,
      )
      expect({ library, ...set }).toEqual({
        library,
        before: 'undefined',
        given: 'undefined',
        after: expect.stringMatching(/function|object/),
      })
    }
})

test('a library sets its global whatever a script calls exports, module or define', async () => {
  expect(
    await code.set(
      'var exports = {}, module = { exports }, define = () => {}; require("libs/moment.js"); data.is = typeof moment',
    ),
  ).toEqual({ is: 'function' })
})

test('libraries build on each other, and one required twice stays the same', async () => {
  expect(
    await code.set(`require("libs/hmac-sha256.js"); const first = CryptoJS; require("libs/base64.js"); require("libs/hmac-sha256.js")
      data.same = first === CryptoJS
      data.signature = CryptoJS.HmacSHA256('m', 'k').toString(CryptoJS.enc.Base64)`),
  ).toEqual({ same: true, signature: createHmac('sha256', 'k').update('m').digest('base64') })
})

test('what is encrypted with a password has another salt each time, and opens again', async () => {
  const set = await code.set(`require("libs/aes.js")
    data.one = CryptoJS.AES.encrypt('text', 'password').toString()
    data.other = CryptoJS.AES.encrypt('text', 'password').toString()
    data.open = CryptoJS.AES.decrypt(data.one, 'password').toString(CryptoJS.enc.Utf8)
    data.crypto = typeof crypto`)
  expect(set).toEqual({
    one: expect.stringMatching(/^U2FsdGVkX1/),
    other: expect.stringMatching(/^U2FsdGVkX1/),
    open: 'text',
    crypto: 'undefined',
  })
  const { one, other } = set
  expect(one).not.toBe(other)
})

test('XRegExp has named groups as properties and the classes of Unicode', async () => {
  expect(
    await code.set(
      `require("libs/xregexp.js")
      const match = XRegExp.exec(data.line, XRegExp('(?<level> \\\\w+ ) : \\\\s (?<text> .*)', 'x'))
      data.level = match.level; data.text = match.text
      data.letters = XRegExp.replace('Київ 12', XRegExp('\\\\P{L}', 'g'), '')`,
      { line: 'WARN: low balance' },
    ),
  ).toEqual({ level: 'WARN', text: 'low balance', letters: 'Київ' })
})

test('lodash is 4.17, locales and time zones are there, years after 2037 included', async () => {
  expect(
    await code.set(
      'require("libs/lodash.js"); data.version = _.VERSION; data.sum = _.sumBy([{ n: 1 }, { n: 2 }], "n")',
    ),
  ).toEqual({ version: expect.stringMatching(/^4\.17\./), sum: 3 })
  expect(
    await code.set(`require("libs/moment-with-locales.js"); moment.locale('uk')
      data.day = moment.utc('2016-02-29').format('D MMMM YYYY')`),
  ).toEqual({ day: '29 лютого 2016' })
  expect(
    await code.set(`require("libs/moment-timezone.js")
      data.old = moment('2045-07-01T00:00:00Z').tz('Europe/Kiev').format()
      data.now = moment('2045-07-01T00:00:00Z').tz('Europe/Kyiv').format()`),
  ).toEqual({ old: '2045-07-01T03:00:00+03:00', now: '2045-07-01T03:00:00+03:00' })
})

test('dateutils convert a date from one pattern to another, and count days from today in UTC', async () => {
  const set = await code.set(`require("libs/dateutils.js")
    data.day = fn_convertDate('2016-02-29', 'yyyy-MM-dd', 'dd/MM/yyyy')
    data.time = fn_convertDate('29.02.16 09:05:07 PM', 'dd.MM.yy hh:mm:ss a', "yyyy-MM-dd'T'HH:mm:ss.SSS")
    data.name = fn_convertDate('1 Mar 2016', 'd MMM yyyy', 'MMMM d, YYYY')
    data.today = fn_getDate(0, 'yyyy-MM-dd'); data.tomorrow = fn_getDate(1); data.now = Date.now()`)
  const now = Number(set.now)
  const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  expect(set).toEqual({
    day: '29/02/2016',
    time: '2016-02-29T21:05:07.000',
    name: 'March 1, 2016',
    today: dayOf(now),
    tomorrow: dayOf(now + 86_400_000),
    now,
  })
  for (const call of [
    "'2016-02-30', 'yyyy-MM-dd'",
    "'29.2', 'yyyy'",
    "'2016-01-01x', 'yyyy-MM-dd'",
    "'2016-01-01 25', 'yyyy-MM-dd HH'",
  ])
    expect(await code.fail(`require("libs/dateutils.js"); fn_convertDate(${call}, 'dd')`)).toMatch(
      /^software code_executing_error: Error: '.*' is not a date of the form .* \(line 1\)$/,
    )
})

test('a library that is not there is an error that names those that are, with the line', async () => {
  for (const path of [
    'libs/nope.js',
    'libs/sha1',
    'fs',
    '../libs/sha1.js',
    'libs/../sha1.js',
    'libs/constructor.js',
    'libs/__proto__.js',
  ])
    expect(await code.fail(`\nrequire(${JSON.stringify(path)})`)).toBe(
      `software code_executing_error: Error: There is no library '${path}'. There are libs/<name>.js with the names ${LIBRARIES.join(', ')} (line 2)`,
    )
})
