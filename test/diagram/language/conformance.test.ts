/** The rules of the language (facts: 4 to 23 and 47), case by case, as data that any other engine could be held to. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Json, JsonObject } from '../../../src/diagram/diagram.ts'
import {
  type Filled,
  fillFields,
  fillIn,
  fillParts,
  holds,
  keyOfRead,
  pathOf,
  patternProblem,
  type Read,
  readPath,
  type Scope,
  searchPattern,
} from '../../../src/diagram/language/index.ts'

const FOLDER = 'test/diagram/conformance'
const MINE = [...Array.from({ length: 20 }, (_, index) => index + 4), 47]

// As JSON.parse gave them: a copy would lose a key named __proto__
const json = z.custom<Json>((value) => value !== undefined)
const object = z.custom<JsonObject>((value) => typeof value === 'object' && value !== null)
const castName = z.enum(['string', 'number', 'boolean', 'array', 'object'])
const read = z.custom<Read>((value) => z.object({ kind: z.string() }).safeParse(value).success)
const failure = z.strictObject({ tag: z.string(), description: z.string() })
const operator = z.enum(['eq', 'not_eq', 'more', 'less', 'more_or_eq', 'less_or_eq', 'regexp'])

const caseSchema = z.strictObject({
  rule: z.number(),
  title: z.string(),
  /** One of these is what the case is about; `text` also what a pattern is searched in. */
  text: z.string().optional(),
  fields: z.array(z.strictObject({ key: z.string(), value: z.string(), cast: castName })).optional(),
  conditions: z
    .array(z.strictObject({ param: z.string(), operator, value: z.string(), cast: castName }))
    .optional(),
  pattern: z.string().optional(),
  path: z.string().optional(),
  /** Of `text`: the variables stay parts. */
  parts: z.literal(true).optional(),
  cast: castName.optional(),
  key: z.string().optional(),
  functions: z.boolean().optional(),
  missing: z.literal('emptyText').optional(),
  onto: object.optional(),
  data: object.optional(),
  root: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).optional(),
  /** Taken in turn. @default 0.5 */
  random: z.array(z.number()).optional(),
  given: z.array(z.strictObject({ read, value: json.optional(), failed: failure.optional() })).optional(),
  expect: z.strictObject({
    value: json.optional(),
    tag: z.string().optional(),
    description: z.string().optional(),
    needs: z.array(read).optional(),
    problem: z.string().optional(),
    missing: z.literal(true).optional(),
  }),
})
type Case = z.infer<typeof caseSchema>

const files = readdirSync(FOLDER).filter((name) => MINE.includes(Number(/^rule-(\d+)-/.exec(name)?.[1])))
const cases = files.flatMap((name) =>
  z.array(caseSchema).parse(JSON.parse(readFileSync(join(FOLDER, name), 'utf8'))),
)

function scopeOf({ data = {}, root = {}, random = [], given = [] }: Case): Scope {
  const chances = [...random]
  return {
    data,
    root,
    now: Date.UTC(2026, 0, 31, 23, 59, 58),
    random: () => chances.shift() ?? 0.5,
    given: Object.fromEntries(
      given.map(({ read, value, failed }) => [
        keyOfRead(read),
        failed === undefined ? { value: value as Json } : { failed },
      ]),
    ),
  }
}

function ask(one: Case): Filled<unknown> {
  const scope = scopeOf(one)
  const options = {
    ...(one.functions === undefined ? {} : { functions: one.functions }),
    ...(one.missing === undefined ? {} : { missing: one.missing }),
  }
  if (one.conditions !== undefined) return holds(one.conditions, scope)
  if (one.fields !== undefined) return fillFields(one.fields, scope, one.onto, options)
  if (one.text === undefined) throw new Error(`${one.title}: nothing is asked`)
  if (one.parts === true) return fillParts(one.text, scope, one.cast)
  return fillIn(one.text, one.cast ?? 'string', scope, { ...options, key: one.key ?? '' })
}

test('every rule of the language has three cases or more, and one that fails', () => {
  const counts = MINE.map((rule) => {
    const own = cases.filter((one) => one.rule === rule)
    const failing = own.filter(({ expect: { tag, value, problem } }) => tag ?? problem ?? value === false)
    return { rule, cases: own.length >= 3, failing: failing.length >= 1 }
  })
  expect(counts).toEqual(MINE.map((rule) => ({ rule, cases: true, failing: true })))
})

test.each(cases.map((one) => [`${one.rule}: ${one.title}`, one] as const))('%s', (_, one) => {
  const { pattern, path, expect: wanted } = one
  if (pattern !== undefined) {
    if (wanted.problem !== undefined) expect(patternProblem(pattern)).toBe(wanted.problem)
    else expect(searchPattern(pattern, one.text ?? '')).toBe(wanted.value)
  } else if (path !== undefined) {
    const found = readPath(one.data ?? {}, pathOf(path) ?? [])
    expect(found).toEqual(wanted.missing ? undefined : wanted.value)
  } else {
    const answer = ask(one)
    if (wanted.needs !== undefined) expect(answer).toEqual({ needs: wanted.needs })
    else if (wanted.tag === undefined) expect(answer).toEqual({ ok: true, value: wanted.value })
    else
      expect(answer).toMatchObject({
        ok: false,
        tag: wanted.tag,
        ...(wanted.description && { description: wanted.description }),
      })
  }
})
