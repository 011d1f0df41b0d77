/** Diagrams, tasks and outcomes that fast-check draws. */
import fc from 'fast-check'
import type {
  Cast,
  Condition,
  Diagram,
  DiagramNode,
  Field,
  Json,
  JsonObject,
  Logic,
  Semaphor,
} from '../../../src/diagram/diagram.ts'
import type { Effect, LogicFailure, Outcome } from '../../../src/diagram/step/effect.ts'
import { goWell } from './answers.ts'

const NAMES = ['x', 'y', 'list', 'o', '__proto__', 'a.b', '']
const TEXTS = [
  ...[
    '{{x}}',
    '{{o.k}}',
    '{{list[0]}}',
    '{{list[{{x}}]}}',
    'a{{y}}b',
    '{"k":"{{x}}","v":{{y}}}',
    '{{',
    '}}',
    '{{{{x}}}}',
  ],
  ...[
    '$.math({{x}}+1)',
    '$.math({{x}}/0)',
    '$.unixtime(%y-%m-%d)',
    '$.random(3)',
    '$.sha256_hex({{y}})',
    "$.date(%h:%i).tz('{{y}}')",
  ],
  ...[
    '{{conv[@c].ref[{{x}}].v}}',
    '{{conv[{{y}}].ref[r]}}',
    '{{env_var[@v].k}}',
    '{{env_var[{{x}}]}}',
    '{{node[a].count}}',
  ],
  ...[
    '{{root.ref}}',
    '{{root.conv_id}}',
    '{{__now}}',
    '{{body}}',
    '{{header.X}}',
    '{{body.a[0]}}',
    '1',
    '-0',
    '1e400',
    '99999999999999',
    'true',
    '[]',
    '{}',
    '',
  ],
]
const IDS = ['a', 'b', 'c', 'd', 'start', 'end', 'red']

const name = fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 4 }))
const text = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...TEXTS) }, fc.string({ maxLength: 8 }))
/** Mostly one that takes everything, or few nodes would come to their effect. */
const castName = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Cast>('string') },
  fc.constantFrom<Cast>('number', 'boolean', 'array', 'object'),
)
const to = fc.constantFrom(...IDS)
const onError = fc.option(to, { nil: null })

export const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>
/** With its own `__proto__` now and then, as JSON may have it. */
export const data = fc
  .array(fc.tuple(name, json), { maxLength: 6 })
  .map((entries): JsonObject => Object.fromEntries(entries))

const fields = fc.array(fc.record<Field>({ key: fc.oneof(name, text), value: text, cast: castName }), {
  maxLength: 3,
})
const target = fc.record({ conv: text, project: fc.option(text, { nil: null }), stage: fc.constant(null) })
const condition = fc.record<Condition>({
  param: fc.oneof(name, text),
  operator: fc.constantFrom('eq', 'not_eq', 'more', 'less', 'more_or_eq', 'less_or_eq', 'regexp'),
  value: text,
  cast: castName,
})
const ifLogic = fc.record({
  kind: fc.constant('if' as const),
  to,
  conditions: fc.array(condition, { maxLength: 2 }),
})
const goLogic = fc.record({ kind: fc.constant('go' as const), to })
const is = <K extends string>(kind: K) => fc.constant(kind)

const reply = fc.record({
  kind: is('reply'),
  names: fc.option(fc.array(name, { maxLength: 3 }), { nil: null }),
  fields,
  throws: fc.boolean(),
  reason: text,
  onError,
})
const api = fc.record({
  kind: is('api'),
  url: text,
  method: fc.constantFrom('GET', 'POST', 'HEAD'),
  format: fc.constantFrom('', 'raw', 'corezoid'),
  contentType: fc.constant('application/json'),
  fields,
  rawBody: text,
  headers: fc.array(fc.record({ name: text, value: text }), { maxLength: 2 }),
  maxThreads: fc.constant(5),
  sendSystem: fc.boolean(),
  debugInfo: fc.boolean(),
  rfc: fc.boolean(),
  certificate: text,
  signingSecret: text,
  response: fc.option(fields, { nil: null }),
  onError,
})
const call = fc.record({ kind: is('call'), target, all: fc.boolean(), fields, onError })
const copy = fc.record({
  kind: is('copy'),
  mode: fc.constantFrom('create', 'modify'),
  target,
  ref: text,
  all: fc.boolean(),
  sync: fc.boolean(),
  fields,
  onError,
})
const action: fc.Arbitrary<Logic> = fc.oneof(
  fc.record({ kind: is('set'), fields, onError }),
  fc.record({ kind: is('code'), language: fc.constantFrom('js', 'erl'), source: text, onError }),
  { weight: 3, arbitrary: api },
  { weight: 2, arbitrary: call },
  reply,
  copy,
  fc.record({ kind: is('callback'), idPath: text, sync: fc.boolean(), onError }),
  fc.record({ kind: is('queue'), fields, onError }),
  fc.record({ kind: is('take'), target, node: text, newest: fc.boolean(), onError }),
  fc.record({
    kind: is('sum'),
    sums: fc.array(fc.record({ id: fc.constant('1'), name, value: text }), { maxLength: 2 }),
    onError,
  }),
  fc.record({
    kind: is('unsupported'),
    type: fc.constantFrom('db_call', 'api_git', 'api_code (cobol)'),
    onError,
  }),
)
const semaphor: fc.Arbitrary<Semaphor> = fc.oneof(
  fc.record({
    kind: is('time'),
    value: fc.oneof(fc.nat().map(String), text),
    dimension: fc.constant('sec'),
    to,
  }),
  fc.record({ kind: is('count'), value: fc.integer({ min: 1, max: 50 }), to }),
)
const stub = fc.array(
  fc.tuple(ifLogic, reply).map((branch): readonly Logic[] => branch),
  { maxLength: 2 },
)

function nodeOf(id: string): fc.Arbitrary<DiagramNode> {
  return fc.record({
    id: fc.constant(id),
    kind: fc.constantFrom('normal', 'escalation', 'stub'),
    title: fc.constant(''),
    description: fc.constant(''),
    x: fc.constant(0),
    y: fc.constant(0),
    icon: fc.constant(''),
    savesTask: fc.boolean(),
    logics: fc
      .tuple(
        fc.array(action, { maxLength: 2 }),
        fc.array(ifLogic, { maxLength: 2 }),
        fc.oneof({ weight: 15, arbitrary: goLogic.map((go) => [go]) }, fc.constant([])),
      )
      .map(([actions, ifs, go]): Logic[] => [...actions, ...ifs, ...go]),
    semaphors: fc.array(semaphor, { maxLength: 2 }),
    stub,
  })
}

function fixed(id: string, kind: 'start' | 'end', icon: string, logics: readonly Logic[]): DiagramNode {
  return {
    id,
    kind,
    icon,
    logics,
    title: id,
    description: '',
    x: 0,
    y: 0,
    savesTask: true,
    semaphors: [],
    stub: [],
  }
}

export const diagram: fc.Arbitrary<Diagram> = fc
  .tuple(
    fc.boolean(),
    fc.option(fc.constantFrom('4001', 'x'), { nil: null }),
    ...['a', 'b', 'c', 'd'].map(nodeOf),
  )
  .map(([isState, mpoId, ...nodes]) => ({
    mpoId,
    title: 'Drawn',
    description: '',
    isState,
    active: true,
    masksRef: false,
    params: [
      {
        name: 'o.k',
        type: 'string',
        description: '',
        required: false,
        input: false,
        output: false,
        autoClear: true,
        regex: '',
        regexText: '',
      },
    ],
    nodes: [
      fixed('start', 'start', '', [{ kind: 'go', to: 'a' }]),
      ...nodes,
      fixed('end', 'end', 'success', []),
      fixed('red', 'end', 'error', []),
    ],
    start: 'start',
  }))

export const failure: fc.Arbitrary<LogicFailure> = fc.record(
  {
    type: fc.constantFrom('hardware', 'software'),
    tag: fc.constantFrom('api_bad_answer', 'rpc_reply_exception', 'access_denied', 'code_timeout'),
    description: text,
    httpCode: fc.constantFrom(404, 500),
  },
  { requiredKeys: ['type', 'tag', 'description'] },
)

/** What a task meets on its way: for each effect in turn what comes of it. */
export const luck = fc.array(
  fc.record({
    way: fc.constantFrom('well', 'well', 'wrong', 'late'),
    failure,
    body: data,
    odd: json,
    list: fc.boolean(),
  }),
  { maxLength: 12 },
)
type Luck = typeof luck extends fc.Arbitrary<readonly (infer T)[]> ? T : never

/** An outcome that whoever carries the effect out may give. */
export function outcomeOf(effect: Effect, drawn: Luck): Outcome | null {
  const { way, failure, body, odd, list } = drawn
  if ('guard' in effect && effect.guard !== null && (way === 'late' || effect.kind === 'stand'))
    return { kind: 'late', to: effect.guard.to }
  if (way === 'wrong' && effect.kind !== 'stand') return { kind: 'failed', failure }
  if (effect.kind === 'code') return { kind: 'changed', set: body, remove: list ? ['x', '__proto__'] : [] }
  if (effect.kind !== 'api') return goWell(effect, body)
  return {
    kind: 'answered',
    answer: { status: 200, headers: { 'content-type': 'x' }, body: list ? odd : body },
  }
}
