/**
 * The letter of a payload: what a holder of the encryption keys says about it, sealed together with it. A seal proves
 * who wrote a payload and for which workflow or activity id; the letter says which call, and of what, it is.
 *
 * It stands in the metadata of the payload within the seal. Pure: written and read by clients, workers and, without any
 * key, in the sandbox, where the codec has opened the seals before.
 */

/** One argument or answer. All that belongs together has one `id`. */
export interface Letter {
  readonly for: 'start' | 'activity' | 'answer' | 'signal' | 'update' | 'query'
  /**
   * Type of the workflow or activity, name of the signal, Update or query; of the answer of a workflow what it is:
   * `result`, `update` or `query`.
   */
  readonly name: string
  /** Of the call: an answer gives that of what it answers, an Update has its own. */
  readonly id: string
  /** When it was written, by the clock of the writer: Unix milliseconds. */
  readonly at: number
  /** Which argument it is, from 0, and of how many; one that stands for none says 0 of 0. */
  readonly arg: number
  readonly args: number
  /** Of a start: the run that continues as this one. */
  readonly from?: string
  /** Of a start: the call of the parent that its result answers. */
  readonly answers?: string
  /** Of a run that continued: when the first one started, and the signals that have counted. */
  readonly since?: number
  readonly seen?: readonly string[]
  /** Of a Schedule: counts for firings, whenever they come. */
  readonly firing?: true
  /** Of a result: the run that made it. */
  readonly run?: string
  /** Of a failure: what is not sealed of it and its causes. */
  readonly chain?: string
}

/** What a call says; the rest is counted by `encloseAll`. */
export type LetterHead = Omit<Letter, 'arg' | 'args'>

/** Names in the metadata of a payload. */
export const LETTER_FIELD = 'startnode-letter'
/** What the codec says of a payload that is not sealed for its place: `clear`, `unsealed`, or `old` where that is accepted still. */
export const MARK_FIELD = 'startnode-mark'

/** Known to letter-converter.cjs, which puts the letter into the metadata. */
const LETTER = Symbol.for('startnode.letter')

interface Enclosure {
  readonly [LETTER]: Letter
  readonly value: unknown
  /** Where nothing is encrypted, nobody reads letters. */
  toJSON(): unknown
}

/** Puts a value and its letter into one envelope, which goes where the value would. */
export function enclose<T>(value: T, letter: Letter): T {
  const enclosure: Enclosure = { [LETTER]: letter, value, toJSON: () => value }
  return enclosure as T
}

/** Every argument with its letter; no arguments: one that says so. */
export function encloseAll(args: readonly unknown[], head: LetterHead): unknown[] {
  if (args.some((arg) => letterOf(arg) !== null)) return [...args]
  if (args.length === 0) return [enclose(undefined, { ...head, arg: 0, args: 0 })]
  return args.map((value, arg) => enclose(value, { ...head, arg, args: args.length }))
}

/** The arguments without their letters; null where one has none, or they do not belong together. */
export function openAll(args: readonly unknown[]): { letter: Letter; args: unknown[] } | null {
  const letter = joinLetters(args.map(letterOf))
  if (letter === null) return null
  const values = args.map((arg) => (arg as Enclosure).value)
  return { letter, args: letter.args === 0 ? [] : values }
}

/** The one letter of the arguments of a call; null where one has none, one is missing or they are of different calls. */
export function joinLetters(letters: readonly (Letter | null)[]): Letter | null {
  const [first = null] = letters
  if (first === null || letters.length !== Math.max(first.args, 1)) return null
  const belongs = letters.every(
    (one, at) =>
      one !== null &&
      one.for === first.for &&
      one.name === first.name &&
      one.id === first.id &&
      one.args === first.args &&
      one.arg === at,
  )
  return belongs ? first : null
}

function letterOf(value: unknown): Letter | null {
  return (value as Partial<Enclosure> | null | undefined)?.[LETTER] ?? null
}
