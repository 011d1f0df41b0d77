/** The rules of nodes (facts: 23 to 50), case by case, as data that any other engine could be held to. */
import { expect, test } from 'vitest'
import { checkDiagram } from '../../../src/diagram/check/check-diagram.ts'
import { describeParamProblem, findParamProblems } from '../../../src/diagram/find-param-problems.ts'
import { keyOfRead } from '../../../src/diagram/language/index.ts'
import { readDiagram } from '../../../src/diagram/read/read-export.ts'
import {
  type AlertTask,
  countGuardsOf,
  judgeCount,
  listCountedNodes,
} from '../../../src/diagram/step/count-alerts.ts'
import type { Outcome } from '../../../src/diagram/step/effect.ts'
import { keepData } from '../../../src/diagram/step/keep-data.ts'
import { type IndexedDiagram, indexDiagram } from '../../../src/diagram/step/place.ts'
import { type Case, exportOf, readCases } from './case.ts'
import { openCall } from './open-call.ts'
import { type Walk, walk } from './walk.ts'

const cases = readCases()

interface Taken {
  readonly walked: Walk
  readonly diagram: IndexedDiagram
  readonly problems: readonly string[]
  readonly requests: readonly object[]
}

function take(one: Case): Taken {
  const read = readDiagram(exportOf(one), one.file)
  if (read.diagram === null) throw new TypeError('The export has no process')
  const diagram = indexDiagram(read.diagram)
  const nothing = new Set<string>()
  const context = { file: one.file, processes: nothing, aliases: nothing, secrets: nothing }
  const problems = [...read.problems, ...checkDiagram(diagram, context)].map(({ code }) => code)
  const outcomes = [...(one.outcomes ?? [])]
  const requests: object[] = []
  const given = new Map(
    (one.given ?? []).map(({ read, value, failed }) => [
      keyOfRead(read),
      failed === undefined ? { value: value ?? '' } : { failed },
    ]),
  )
  const walked = walk(diagram, {
    data: one.data ?? {},
    ref: one.ref ?? null,
    ...(one.begin === undefined ? {} : { begin: one.begin }),
    read: (key) => given.get(key) ?? null,
    answer(effect, _, place) {
      const call = effect.kind === 'api' ? openCall(effect, one, place) : null
      if (call !== null) requests.push(call.request)
      const next = outcomes.shift()
      if (next === undefined) return null
      const { came, after = 0 } = next
      if (came.kind === 'http') {
        if (call === null) throw new TypeError(`${effect.kind} is no API Call`)
        return { outcome: call.read(came), after }
      }
      if (came.kind !== 'late') return { outcome: came as Outcome, after }
      if (!('guard' in effect) || effect.guard === null) throw new TypeError(`${effect.kind} has no guard`)
      return { outcome: { kind: 'late', to: effect.guard.to }, after }
    },
  })
  if (outcomes.length > 0) throw new TypeError(`${outcomes.length} outcomes are left: it ${walked.end}`)
  return { walked, diagram, problems, requests }
}

test.each(cases.map((one) => [`${one.rule}: ${one.title}`, one] as const))('%s', (_, one) => {
  const { walked, diagram, problems, requests } = take(one)
  if (one.expect.refused !== undefined) {
    const found = findParamProblems(diagram.params, one.data ?? {})
    expect(found.map(describeParamProblem)).toEqual(one.expect.refused)
  }
  if (one.counts !== undefined) {
    const { node, numbers } = one.counts
    expect(listCountedNodes(diagram)).toContain(node)
    const guards = countGuardsOf(diagram, node)
    const alerts: AlertTask[] = []
    let raised: readonly string[] = []
    for (const number of numbers) {
      const judged = judgeCount(guards, raised, number)
      raised = judged.raised
      alerts.push(...judged.alerts)
    }
    expect(alerts).toEqual(one.expect.alerts)
  }
  if (one.expect.kept !== undefined) expect(keepData(diagram, walked.place)).toEqual(one.expect.kept)
  const { end = 'ended', trace, effects, failure, data, has, lacks = [], nowhere = [] } = one.expect
  expect(walked.end).toBe(end)
  if (trace !== undefined) expect(walked.trace).toEqual(trace)
  if (effects !== undefined) expect(walked.effects).toMatchObject(effects)
  if (one.expect.requests !== undefined) expect(requests).toMatchObject(one.expect.requests)
  if (failure !== undefined) expect(walked.failure).toMatchObject(failure)
  if (data !== undefined) expect(walked.place.data).toEqual(data)
  if (has !== undefined) expect(walked.place.data).toMatchObject(has)
  expect(lacks.filter((name) => Object.hasOwn(walked.place.data, name))).toEqual([])
  const all = JSON.stringify([[...diagram.byId.values()], walked])
  expect(nowhere.filter((text) => all.includes(text))).toEqual([])
  if (one.expect.problems !== undefined) expect(problems).toEqual(expect.arrayContaining(one.expect.problems))
})
