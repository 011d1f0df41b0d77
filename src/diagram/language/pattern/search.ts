/**
 * Whether a pattern is found in a text, in time linear in the text: the machine is in all places of its program at once, and
 * what a set of places becomes with a class of characters is remembered.
 */
import { isWord } from './char-set.ts'
import type { Compiled, Instruction } from './compile.ts'
import type { Assertion, Range } from './tree.ts'

/** Remembered sets of places; more of them are forgotten together. */
const MOST_STATES = 500
/** Characters or places that count as one step of the budget. */
const PER_STEP = 32

type Edge = 'end' | 'newLine' | 'word' | 'other'

interface State {
  readonly places: readonly number[]
  readonly before: Edge
  readonly next: Map<number, State | 'found'>
}

interface Machine {
  readonly states: Map<string, State>
  /** Class of each ASCII character. */
  readonly ascii: readonly number[]
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
    let next = state.next.get(kind)
    cost += 1
    if (next === undefined) {
      next = advance(compiled, machine, state, kind)
      cost += compiled.program.length
    }
    if (cost >= PER_STEP * 64) {
      spend(Math.floor(cost / PER_STEP))
      cost = 0
    }
    if (next === 'found') return true
    state = next
  }
  spend(Math.ceil(cost / PER_STEP))
  return close(compiled.program, state, 'end').found
}

function machineOf(compiled: Compiled): Machine {
  const known = machines.get(compiled)
  if (known !== undefined) return known
  const ascii = Array.from({ length: 128 }, (_, code) => classOf(compiled.classes, code))
  const machine = { states: new Map<string, State>(), ascii }
  machines.set(compiled, machine)
  return machine
}

function stateOf(machine: Machine, places: readonly number[], before: Edge): State {
  const key = `${before}${places.join()}`
  const known = machine.states.get(key)
  if (known !== undefined) return known
  const state = { places, before, next: new Map() }
  if (machine.states.size >= MOST_STATES) {
    // The states that are forgotten lead to each other: without this, the one in use would keep them
    for (const old of machine.states.values()) old.next.clear()
    machine.states.clear()
  }
  machine.states.set(key, state)
  return state
}

function advance(compiled: Compiled, machine: Machine, state: State, kind: number): State | 'found' {
  const code = compiled.classes[kind] as number
  const after = edgeOf(code)
  const { found, sets } = close(compiled.program, state, after)
  let next: State | 'found' = 'found'
  if (!found) {
    // A match may start behind each character
    const places = new Set([0])
    for (const place of sets) if (holdsCode(compiled.program[place], code)) places.add(place + 1)
    next = stateOf(
      machine,
      [...places].sort((a, b) => a - b),
      after,
    )
  }
  state.next.set(kind, next)
  return next
}

/** Where the machine gets without a character: places that wait for one, and whether the end of the pattern is among them. */
function close(
  program: readonly Instruction[],
  { places, before }: State,
  after: Edge,
): { readonly found: boolean; readonly sets: readonly number[] } {
  const seen = new Set<number>(places)
  const sets: number[] = []
  const stack = [...places]
  const visit = (place: number) => {
    if (seen.has(place)) return
    seen.add(place)
    stack.push(place)
  }
  for (;;) {
    const place = stack.pop()
    if (place === undefined) return { found: false, sets }
    const instruction = program[place] as Instruction
    switch (instruction.op) {
      case 'match':
        return { found: true, sets }
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
