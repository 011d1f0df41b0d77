/**
 * Whether a pattern is found in a text, in time linear in the text: the machine is in all places of its program at once, and
 * what a set of places becomes with a class of characters is remembered.
 */
import { isWord } from './char-set.ts'
import type { Compiled, Instruction } from './compile.ts'
import type { Assertion, Range } from './tree.ts'

/** Remembered sets of places; more of them are forgotten together. */
const MOST_STATES = 500
/** Room for what follows on them: each set has one entry a class. */
const MOST_ENTRIES = 20_000
/** Characters that count as one step of the budget. */
const PER_STEP = 32
/** What a new set costs, in characters that meet a known one. */
const PER_STATE = 100
const PER_INSTRUCTION = 4

type Edge = 'end' | 'newLine' | 'word' | 'other'

interface State {
  readonly places: readonly number[]
  readonly before: Edge
  /** By class of the character that follows; null: not worked out yet. */
  readonly next: (State | 'found' | null)[]
}

interface Machine {
  readonly states: Map<string, State>
  /** Class of each ASCII character. */
  readonly ascii: readonly number[]
  readonly classes: number
  /** Marks by place, for the one step that is being worked out. */
  readonly seen: Uint8Array
}

const machines = new WeakMap<Compiled, Machine>()

/** @param spend is told the steps that the search takes; what it throws ends the search */
export function searchCompiled(compiled: Compiled, text: string, spend: (steps: number) => void): boolean {
  const machine = machineOf(compiled)
  let state = stateOf(machine, [0], 'end')
  let cost = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.codePointAt(at) as number
    if (code > 0xffff) at += 1
    const kind = code < 128 ? (machine.ascii[code] as number) : classOf(compiled.classes, code)
    let next = state.next[kind] as State | 'found' | null
    cost += 1
    if (next === null) {
      next = advance(compiled, machine, state, kind)
      cost += PER_STATE + compiled.program.length * PER_INSTRUCTION
    }
    if (cost >= PER_STEP * 64) {
      spend(Math.floor(cost / PER_STEP))
      cost = 0
    }
    if (next === 'found') return true
    state = next
  }
  spend(Math.ceil(cost / PER_STEP))
  return close(compiled.program, machine.seen, state, 'end') === null
}

function machineOf(compiled: Compiled): Machine {
  const known = machines.get(compiled)
  if (known !== undefined) return known
  const ascii = Array.from({ length: 128 }, (_, code) => classOf(compiled.classes, code))
  const seen = new Uint8Array(compiled.program.length)
  const machine = { states: new Map<string, State>(), ascii, seen, classes: compiled.classes.length }
  machines.set(compiled, machine)
  return machine
}

function stateOf(machine: Machine, places: readonly number[], before: Edge): State {
  const key = `${before}${places.join()}`
  const known = machine.states.get(key)
  if (known !== undefined) return known
  const state = { places, before, next: new Array<null>(machine.classes).fill(null) }
  if (machine.states.size >= Math.min(MOST_STATES, Math.ceil(MOST_ENTRIES / machine.classes))) {
    // They lead to each other: the one in use would keep them all
    for (const old of machine.states.values()) old.next.fill(null)
    machine.states.clear()
  }
  machine.states.set(key, state)
  return state
}

function advance(compiled: Compiled, machine: Machine, state: State, kind: number): State | 'found' {
  const { program } = compiled
  const code = compiled.classes[kind] as number
  const after = edgeOf(code)
  const sets = close(program, machine.seen, state, after)
  let next: State | 'found' = 'found'
  if (sets !== null) {
    machine.seen.fill(0)
    // A match may start behind each character
    machine.seen[0] = 1
    for (const place of sets) if (holdsCode(program[place], code)) machine.seen[place + 1] = 1
    const places: number[] = []
    for (let place = 0; place < program.length; place += 1) if (machine.seen[place] === 1) places.push(place)
    next = stateOf(machine, places, after)
  }
  state.next[kind] = next
  return next
}

/** Where the machine gets without a character: the places that wait for one; null: the end of the pattern is reached. */
function close(
  program: readonly Instruction[],
  seen: Uint8Array,
  { places, before }: State,
  after: Edge,
): readonly number[] | null {
  seen.fill(0)
  const sets: number[] = []
  const stack: number[] = []
  const visit = (place: number) => {
    if (seen[place] === 1) return
    seen[place] = 1
    stack.push(place)
  }
  for (const place of places) visit(place)
  for (;;) {
    const place = stack.pop()
    if (place === undefined) return sets
    const instruction = program[place] as Instruction
    switch (instruction.op) {
      case 'match':
        return null
      case 'set':
        sets.push(place)
        break
      case 'jump':
        visit(instruction.to)
        break
      case 'split':
        visit(instruction.first)
        visit(instruction.second)
        break
      case 'assert':
        if (isTrue(instruction.what, before, after)) visit(place + 1)
    }
  }
}

function isTrue(what: Assertion, before: Edge, after: Edge): boolean {
  switch (what) {
    case 'textStart':
      return before === 'end'
    case 'textEnd':
      return after === 'end'
    case 'lineStart':
      return before === 'end' || before === 'newLine'
    case 'lineEnd':
      return after === 'end' || after === 'newLine'
    case 'wordEdge':
      return (before === 'word') !== (after === 'word')
    case 'noWordEdge':
      return (before === 'word') === (after === 'word')
  }
}

function edgeOf(code: number): Edge {
  return code === 10 ? 'newLine' : isWord(code) ? 'word' : 'other'
}

function holdsCode(instruction: Instruction | undefined, code: number): boolean {
  return instruction?.op === 'set' && inRanges(instruction.ranges, code)
}

function inRanges(ranges: readonly Range[], code: number): boolean {
  let low = 0
  let high = ranges.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const [from, to] = ranges[middle] as Range
    if (code < from) high = middle - 1
    else if (code > to) low = middle + 1
    else return true
  }
  return false
}

/** Index of the last start that is not behind the code. */
function classOf(starts: readonly number[], code: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] as number) <= code) low = middle
    else high = middle - 1
  }
  return low
}
