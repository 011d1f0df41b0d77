/** What a case of the conformance suite is (README.md), and how the short form of its nodes becomes an export of MPO. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Json, JsonObject } from '../../../src/diagram/diagram.ts'
import type { Read } from '../../../src/diagram/language/index.ts'
import type { Outcome } from '../../../src/diagram/step/effect.ts'

const FOLDER = 'test/diagram/conformance/steps'

const json = z.json().transform((value) => value as Json)
const object = z.record(z.string(), json).transform((value) => value as JsonObject)
const withKind = z.looseObject({ kind: z.string() })
const read = withKind.transform((value) => value as unknown as Read)
const failure = z.strictObject({ tag: z.string(), description: z.string() })

/** An outcome as the step takes it; `late` finds its target in the guard that fires. */
export type GivenOutcome =
  | Exclude<Outcome, { kind: 'late' }>
  | { readonly kind: 'late' }
  /** What a server answered, byte for byte. */
  | {
      readonly kind: 'http'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }

const node = z.strictObject({
  id: z.string(),
  /** `obj_type`. @default 0 */
  type: z.number().optional(),
  title: z.string().optional(),
  icon: z.string().optional(),
  logics: z.array(json).optional(),
  semaphors: z.array(json).optional(),
  /** Branches of a stub. */
  stub: z.array(json).optional(),
  /** As objects; they stand in the export as JSON in a text. */
  options: json.optional(),
})

const caseSchema = z.strictObject({
  title: z.string(),
  /** It shows what goes wrong, or what must not happen. */
  negative: z.literal(true).optional(),
  /** Members of the process beside its nodes: `obj_id`, `conv_type`, `params`. */
  process: object.optional(),
  nodes: z.array(node),
  data: object.optional(),
  /** Id of the node it begins at. @default the Start node */
  begin: z.string().optional(),
  ref: z.string().nullable().optional(),
  given: z.array(z.strictObject({ read, value: json.optional(), failed: failure.optional() })).optional(),
  /** Variables by their names, for what an API Call sends. */
  variables: z.record(z.string(), json).optional(),
  /** What came of each effect, in turn; the task is looked at when they are used up. */
  outcomes: z
    .array(
      z.strictObject({
        /** Seconds that passed. @default 0 */
        after: z.number().optional(),
        came: withKind.transform((value) => value as unknown as GivenOutcome),
      }),
    )
    .optional(),
  /** How many tasks stand in a node, one moment after the other. */
  counts: z.strictObject({ node: z.string(), numbers: z.array(z.number()) }).optional(),
  expect: z.strictObject({
    /** Ids of the nodes it came to, in turn. */
    trace: z.array(z.string()).optional(),
    /** What it asked for, in turn; members that are not named don't matter. */
    effects: z.array(json).optional(),
    /** What its API Calls send: `method`, `url`, `headers`, `body` as text (null: none). */
    requests: z.array(json).optional(),
    /** `waits`: for what comes of its last effect. @default `ended` */
    end: z.enum(['ended', 'failed', 'waits']).optional(),
    failure: z
      .strictObject({
        type: z.string().optional(),
        tag: z.string(),
        description: z.string().optional(),
      })
      .optional(),
    /** All of its data. */
    data: object.optional(),
    /** Some of its data. */
    has: object.optional(),
    /** Names that must not be in its data. */
    lacks: z.array(z.string()).optional(),
    /** What is kept of its data after the end; null: nothing. */
    kept: object.nullable().optional(),
    /** Texts that stand neither in the diagram, nor in an effect, nor in the data. */
    nowhere: z.array(z.string()).optional(),
    /** Why the data is not let in, in MPO's words; [] when it is. */
    refused: z.array(z.string()).optional(),
    /** The tasks that `counts` starts. */
    alerts: z.array(z.strictObject({ to: z.string(), data: object })).optional(),
    /** Problems that `check` finds, by code. */
    problems: z.array(z.string()).optional(),
  }),
})

export type Case = z.infer<typeof caseSchema> & { readonly rule: number; readonly file: string }

/** All cases of all files. The number of the rule is in the name of the file. */
export function readCases(): Case[] {
  return readdirSync(FOLDER).flatMap((file) => {
    const rule = Number(/^rule-(\d+)-[a-z0-9-]+\.json$/.exec(file)?.[1])
    if (Number.isNaN(rule)) throw new TypeError(`${file}: a file of cases is named rule-<number>-<what>.json`)
    const cases = z.array(caseSchema).safeParse(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')))
    if (!cases.success) throw new TypeError(`${file}: ${z.prettifyError(cases.error)}`)
    return cases.data.map((one) => ({ ...one, rule, file }))
  })
}

/** The text of an export; what the short form leaves out is as MPO's editor writes it. */
export function exportOf({ title, nodes, process = {} }: Pick<Case, 'title' | 'nodes' | 'process'>): string {
  const all = nodes.map((one) => ({
    id: one.id,
    obj_type: one.type ?? 0,
    condition: {
      logics: one.logics ?? [],
      semaphors: one.semaphors ?? [],
      ...(one.stub === undefined ? {} : { stub: { logics: one.stub } }),
    },
    title: one.title ?? '',
    description: '',
    x: 0,
    y: 0,
    extra: JSON.stringify({ modeForm: 'expand', icon: one.icon ?? '' }),
    options: one.options === undefined ? null : JSON.stringify(one.options),
  }))
  const names = new Set(nodes.map(({ id }) => id))
  const first = nodes[0]?.id ?? 'end'
  const added = [
    { id: 'start', type: 1, logics: [{ type: 'go', to_node_id: first }], icon: '' },
    { id: 'end', type: 2, logics: [], icon: 'success' },
    { id: 'error', type: 2, logics: [], icon: 'error' },
  ]
    .filter(({ id, type }) => !names.has(id) && (type !== 1 || nodes.every((one) => one.type !== 1)))
    .map(({ id, type, logics, icon }) => ({
      id,
      obj_type: type,
      condition: { logics, semaphors: [] },
      title: id,
      extra: JSON.stringify({ modeForm: 'collapse', icon }),
      options: type === 2 ? '{"save_task":true}' : null,
    }))
  return JSON.stringify({
    obj_type: 1,
    obj_id: 4001,
    title,
    status: 'active',
    params: [],
    conv_type: 'process',
    ...process,
    scheme: { nodes: [...added, ...all], web_settings: [[], []] },
  })
}
