/** Structured code goes through the same nodes as the diagram it was made of, on every course. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeBlocks } from '../../../src/diagram/convert/make-blocks.ts'
import type { Graph, Statement } from '../../../src/diagram/convert/statement.ts'
import { structureGraph } from '../../../src/diagram/convert/structure-graph.ts'
import type { Diagram, DiagramNode, Logic } from '../../../src/diagram/diagram.ts'
import { indexDiagram, nodeAt, type Place, startPlace, type World } from '../../../src/diagram/step/place.ts'
import { step } from '../../../src/diagram/step/step.ts'

/** A course is compared so far. */
const STEPS = 120

/** How a run of statements ended: at the end of the course, by a jump, or behind the last one. */
type Ended = 'over' | 'behind' | { readonly leave: string } | { readonly again: string }

/** Runs structured code. @param run a block; gives the way that it takes, null: the course is over */
function follow(
  statements: readonly Statement[],
  graph: Graph,
  run: (block: string) => string | null,
): Ended {
  for (const statement of statements) {
    const ended = one(statement)
    if (ended !== 'behind') return ended
  }
  return 'behind'

  function one(statement: Statement): Ended {
    switch (statement.kind) {
      case 'do':
        return run(statement.block) === null ? 'over' : 'behind'
      case 'choose': {
        const way = run(statement.block)
        if (way === null) return 'over'
        const taken = statement.cases.find(({ to }) => to === way)
        if (taken === undefined) throw new Error(`No case of ${statement.block} for ${way}`)
        return follow(taken.body, graph, run)
      }
      case 'loop':
        for (;;) {
          const ended = follow(statement.body, graph, run)
          if (ended === 'behind') continue
          if (typeof ended === 'object' && 'again' in ended && ended.again === statement.header) continue
          return ended
        }
      case 'labelled': {
        const ended = follow(statement.body, graph, run)
        return typeof ended === 'object' && 'leave' in ended && ended.leave === statement.before
          ? 'behind'
          : ended
      }
      case 'leave':
        return { leave: statement.to }
      case 'again':
        return { again: statement.to }
      case 'machine': {
        for (let at: string | null = statement.start; at !== null; at = run(at));
        return 'over'
      }
    }
  }
}

const graphs = fc
  .integer({ min: 1, max: 14 })
  .chain((size) =>
    fc
      .array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size })
      .map(
        (ways): Graph => new Map(ways.map((to, at) => [`b${at}`, [...new Set(to)].map((one) => `b${one}`)])),
      ),
  )

describe('of a graph', () => {
  test('every course is the same, whatever the way at each block', () => {
    fc.assert(
      fc.property(graphs, fc.infiniteStream(fc.nat(5)), (graph, choices) => {
        const taken: string[] = []
        const chosen: number[] = []
        const choose = (block: string, pick: number) => {
          const ways = graph.get(block) as readonly string[]
          return ways.length === 0 ? null : (ways[pick % ways.length] as string)
        }
        const run = (block: string) => {
          taken.push(block)
          if (taken.length >= STEPS) return null
          const pick = choices.next().value as number
          chosen.push(pick)
          return choose(block, pick)
        }
        const ended = follow(structureGraph(graph, 'b0'), graph, run)
        expect(ended).toBe('over')
        const course: string[] = []
        for (
          let at: string | null = 'b0';
          at !== null && course.length < STEPS;
          at = choose(at, chosen[course.length - 1] ?? 0)
        )
          course.push(at)
        expect(taken).toEqual(course)
      }),
      { numRuns: 1_500 },
    )
  })

  test('only a loop with two entrances needs a switch', () => {
    const kindOf = (graph: Graph) => structureGraph(graph, 'a')[0]?.kind
    const twoEntrances: Graph = new Map([
      ['a', ['b', 'c']],
      ['b', ['c']],
      ['c', ['b', 'd']],
      ['d', []],
    ])
    expect(kindOf(twoEntrances)).toBe('machine')
    const oneEntrance: Graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['b']],
      ['d', []],
    ])
    expect(structureGraph(oneEntrance, 'a')).toEqual([
      { kind: 'do', block: 'a' },
      {
        kind: 'loop',
        header: 'b',
        body: [
          {
            kind: 'choose',
            block: 'b',
            cases: [
              { to: 'c', body: [{ kind: 'do', block: 'c' }] },
              { to: 'd', body: [{ kind: 'do', block: 'd' }] },
            ],
          },
        ],
      },
    ])
  })

  test('where ways meet again, the code behind stands once', () => {
    const graph: Graph = new Map([
      ['a', ['b', 'c']],
      ['b', ['d']],
      ['c', ['d']],
      ['d', ['e']],
      ['e', []],
    ])
    expect(structureGraph(graph, 'a').map(({ kind }) => kind)).toEqual(['choose', 'do', 'do'])
  })
})

const nodes = fc.integer({ min: 2, max: 12 }).chain((size) =>
  fc.array(
    fc.record({
      counts: fc.boolean(),
      ifs: fc.array(fc.record({ to: fc.nat(size - 1), below: fc.nat(20) }), {
        maxLength: 2,
      }),
      go: fc.nat(size - 1),
      isEnd: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
    }),
    { minLength: size, maxLength: size },
  ),
)

describe('of a diagram', () => {
  test('the blocks, run by its own steps, go through the same nodes', () => {
    fc.assert(
      fc.property(nodes, (drawn) => {
        const diagram = indexDiagram(draw(drawn))
        const walked = walk(diagram)
        const { blocks, blockAt, graph, start } = makeBlocks(diagram, [])
        let place: Place = startPlace(diagram, { i: 0 }, 0)
        const taken: string[] = []
        const run = (name: string): string | null => {
          const block = blocks.get(name)
          for (const { node } of block?.courses ?? []) {
            expect(place.node).toBe(node.id)
            taken.push(node.id)
            const next = taken.length < STEPS ? leave(diagram, place) : null
            if (next === null) return null
            place = next
          }
          return blockAt.get(place.node)?.name ?? `no block begins at ${place.node}`
        }
        expect(follow(structureGraph(graph, start), graph, run)).toBe('over')
        expect(taken).toEqual(walked)
      }),
      { numRuns: 800 },
    )
  })
})

type Drawn = { counts: boolean; ifs: { to: number; below: number }[]; go: number; isEnd: boolean }[]

function draw(drawn: Drawn): Diagram {
  const idOf = (at: number) => `n${at}`
  return {
    mpoId: '1',
    title: '',
    description: '',
    isState: false,
    active: true,
    masksRef: false,
    params: [],
    start: 'n0',
    nodes: drawn.map(({ counts, ifs, go, isEnd }, at): DiagramNode => {
      const count: Logic = {
        kind: 'set',
        fields: [{ key: 'i', value: '$.math({{i}}+1)', cast: 'number' }],
        onError: null,
      }
      const conditions = ifs.map(
        ({ to, below }): Logic => ({
          kind: 'if',
          to: idOf(to),
          conditions: [{ param: 'i', operator: 'less', value: String(below), cast: 'number' }],
        }),
      )
      const ends = isEnd && at > 0
      return {
        id: idOf(at),
        kind: at === 0 ? 'start' : ends ? 'end' : 'normal',
        title: `Node ${at}`,
        description: '',
        x: 0,
        y: 0,
        icon: '',
        savesTask: true,
        logics: ends ? [] : [...(counts ? [count] : []), ...conditions, { kind: 'go', to: idOf(go) }],
        semaphors: [],
        stub: [],
      }
    }),
  }
}

const world: World = {
  task: { taskId: '0'.repeat(24), ref: null, createdAt: 0, changedAt: 0 },
  now: 0,
  random: () => 0,
  given: {},
}

/** The place in the next node; null: the task is over. */
function leave(diagram: ReturnType<typeof indexDiagram>, from: Place): Place | null {
  for (let place = from; ; ) {
    const move = step(diagram, place, world)
    if (move.kind === 'ended') return null
    if (move.kind !== 'go') throw new Error(`A ${move.kind} in a diagram of conditions`)
    place = move.place
    if (move.entered) return place
  }
}

function walk(diagram: ReturnType<typeof indexDiagram>): string[] {
  const walked: string[] = []
  for (
    let place: Place | null = startPlace(diagram, { i: 0 }, 0);
    place !== null && walked.length < STEPS;
  ) {
    walked.push(nodeAt(diagram, place).id)
    place = leave(diagram, place)
  }
  return walked
}

test('a course of thousands of nodes is written as a switch, and does not end the stack', () => {
  const long: Graph = new Map([
    ...Array.from({ length: 5000 }, (_, at): [string, string[]] => [`n${at}`, [`n${at + 1}`, 'error']]),
    ['n5000', []],
    ['error', []],
  ])
  expect(structureGraph(long, 'n0')).toEqual([{ kind: 'machine', start: 'n0' }])
})
