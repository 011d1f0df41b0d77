/** What a node asks of the world, as calls of `startnode/nodes`. */
import type { Field, Logic, Target } from '../diagram.ts'
import { arrayOf, callOf, comment, indent, type Lines, objectOf, quote } from './code-text.ts'
import { writeApiCall } from './write-api-call.ts'
import { assign, firstOutside, writeFields } from './write-logic.ts'
import { writeValue } from './write-text.ts'
import { check, milliseconds, unfinished, type Writing } from './writing.ts'

export type EffectLogic = Exclude<Logic, { readonly kind: 'go' | 'if' | 'set' }>

/** Its time guard. */
export interface Limit {
  readonly ms: number
  /** What stands where it fires. */
  readonly late: string
}

/** Indentation of a statement within `try`, and that of the keys of an object in it. */
const COLUMN = 4
const KEYS = COLUMN + 2

const COPIED = ['run.data = {', '  ...run.data,', "  __conveyor_copy_task_result__: 'ok',", '}']

/**
 * The statements of an effect.
 *
 * @param title it has in the trace
 * @param limit null: it waits as long as that takes
 */
export function writeEffect(
  writing: Writing,
  logic: EffectLogic,
  title: string,
  limit: Limit | null,
): readonly string[] {
  switch (logic.kind) {
    case 'reply':
      return writeReply(writing, logic, title)
    case 'copy':
      return writeCopy(writing, logic, title)
    case 'call':
      return writeCall(writing, logic, title, limit)
    case 'callback': {
      check(writing, 'its callback URL is a new one, by the title of the node')
      const wait = objectOf([['timeoutMs', [limit === null ? 'mpo.NEVER_MS' : milliseconds(limit.ms)]]], KEYS)
      return [
        ...called(writing, 'const came = await ', 'waitForCallback', title, [wait]),
        ...(limit === null ? [] : [`if (came === null) ${limit.late}`]),
        'run.data = mpo.lay(run.data, came)',
      ]
    }
    case 'sum':
      return writeSum(writing, logic, title)
    case 'api':
      return (
        writeApiCall(writing, logic, title, limit) ??
        giveUp(writing, title, `${logic.method} ${logic.url}: apiCall(...)`)
      )
    case 'code':
      return [
        ...logic.source
          .trim()
          .split(/\r?\n/)
          .map((line) => `// ${line}`.trimEnd()),
        ...giveUp(writing, title, 'its code, which stands above'),
      ]
    case 'queue':
      return giveUp(
        writing,
        title,
        'the task stands in the queue of this node: queue(...), and getFromQueue(...) of who takes it',
      )
    case 'take':
      return giveUp(
        writing,
        title,
        `take a task from the queue of ${nameOf(logic.target)}: getFromQueue(...)`,
      )
    case 'unsupported':
      return giveUp(writing, title, `${comment(logic.type)}: an activity of your own`)
  }
}

function writeReply(writing: Writing, logic: Extract<Logic, { kind: 'reply' }>, title: string): Lines {
  const { names, fields, throws, reason } = logic
  const body = names === null ? writeFields(fields, false, false)?.lines : picked(names)
  if (body === undefined) return giveUp(writing, title, outsideOf(fields))
  if (throws)
    check(writing, `throws ${quote(reason)}: a caller that is a process gets the body, and no exception`)
  const status = throws ? [['status', ['422']] as const] : []
  return called(writing, 'await ', 'reply', title, [objectOf([...status, ['body', body]], KEYS)])
}

function picked(names: readonly string[]): Lines {
  const list = arrayOf(
    names.map((name) => [quote(name)]),
    KEYS + 16,
  )
  return callOf('mpo.pick', [['run.data'], list], KEYS + 6)
}

function writeCopy(writing: Writing, logic: Extract<Logic, { kind: 'copy' }>, title: string): Lines {
  const target = processOf(writing, logic.target)
  const data = writeFields(logic.fields, logic.all, true)
  const ref = writeValue(logic.ref, 'string', COLUMN, false)
  const isNew = logic.mode === 'create'
  const what = `${isNew ? 'copy the task to' : 'modify the task of'} ${nameOf(logic.target)}`
  if (data === null) return giveUp(writing, title, `${what}; ${outsideOf(logic.fields)}`)
  if (target === null || !('lines' in ref)) return giveUp(writing, title, what)
  const which = objectOf([['ref', ref.lines]], KEYS)
  if (isNew) {
    const options = logic.ref === '' ? [] : [which]
    return [
      ...called(writing, 'await ', 'copyTask', title, [[quote(target)], data.lines, ...options]),
      ...COPIED,
    ]
  }
  check(
    writing,
    'a task that waits nowhere takes the modification when it comes to its callback; in the diagram it was dropped',
  )
  return [...called(writing, 'await ', 'modifyTask', title, [[quote(target)], which, data.lines]), ...COPIED]
}

function writeCall(
  writing: Writing,
  logic: Extract<Logic, { kind: 'call' }>,
  title: string,
  limit: Limit | null,
): Lines {
  const target = processOf(writing, logic.target)
  const data = writeFields(logic.fields, logic.all, false)
  const what = `call ${nameOf(logic.target)}`
  if (data === null) return giveUp(writing, title, `${what}; ${outsideOf(logic.fields)}`)
  if (target === null) return giveUp(writing, title, what)
  check(writing, 'the answer is the result of the called process, where the diagram went on at its reply')
  if (limit !== null) check(writing, 'its time guard leads to its error exit')
  const options = limit === null ? [] : [objectOf([['timeoutMs', [milliseconds(limit.ms)]]], KEYS)]
  return [
    ...called(writing, 'const answer: unknown = await ', 'callProcess', title, [
      [quote(target)],
      data.lines,
      ...options,
    ]),
    'run.data = mpo.lay(run.data, answer)',
  ]
}

function writeSum(writing: Writing, { sums }: Extract<Logic, { kind: 'sum' }>, title: string): Lines {
  check(writing, 'its sum begins at zero: the name is a new one')
  return sums.flatMap(({ name, id, value }, index) => {
    const amount = writeValue(value, 'string', COLUMN, false)
    const own = index === 0 ? title : `${title} (${index + 1})`
    if (!('lines' in amount)) return giveUp(writing, own, `add ${amount.outside} to ${name || id}`)
    const sumName = quote(`${writing.options.process}/${name || id}`)
    return called(writing, 'await ', 'sum', own, [[sumName], amount.lines])
  })
}

/** `<before>name('title', ...)`. */
function called(
  writing: Writing,
  before: string,
  name: string,
  title: string,
  args: readonly Lines[],
): string[] {
  writing.used.add(name)
  return assign(before, callOf(name, [[quote(title)], ...args], COLUMN + before.length))
}

/** The node stands in the trace all the same. */
function giveUp(writing: Writing, title: string, what: string): string[] {
  writing.used.add('node')
  const call = unfinished(writing, what, COLUMN + 2)
  return [`await node(${quote(title)}, () => {`, ...indent(call), '})']
}

function processOf({ options }: Writing, { conv }: Target): string | null {
  return conv.includes('{{') ? null : options.processOf(conv)
}

const nameOf = ({ conv }: Target) => comment(conv)

function outsideOf(fields: readonly Field[]): string {
  const outside = firstOutside(fields)
  return outside === null ? 'its fields' : `${outside.key} is ${outside.what}`
}
