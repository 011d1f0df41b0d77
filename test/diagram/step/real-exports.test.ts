/** Exports of others, where they lie beside the project, walked through. They are no part of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkDiagram } from '../../../src/diagram/check/check-diagram.ts'
import { readExport } from '../../../src/diagram/read/read-export.ts'
import type { Effect, LogicFailure, Outcome } from '../../../src/diagram/step/effect.ts'
import { type IndexedDiagram, indexDiagram, nodeAt } from '../../../src/diagram/step/place.ts'
import { type Walk, type Way, walk } from '../conformance/walk.ts'
import { goWell, goWrong } from './answers.ts'

const FOLDER = new URL('../../../../shared/mpo-exports/', import.meta.url)
const NOTHING = new Set<string>()
const TIMEOUT: LogicFailure = { type: 'software', tag: 'api_bad_answer', description: 'timeout' }
const BUSY: LogicFailure = { type: 'hardware', tag: 'api_expire_query', description: '' }
const WRONG: LogicFailure = { type: 'software', tag: 'api_no_valid_json', description: '' }

const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : []
/** Those that an import takes. */
const diagrams = names.flatMap((name): { name: string; diagram: IndexedDiagram }[] => {
  const text = readFileSync(new URL(name, FOLDER), 'utf8')
  return readExport([{ name, text }]).processes.flatMap(({ diagram }) => {
    const context = { file: name, processes: NOTHING, aliases: NOTHING, secrets: NOTHING }
    const isSound = checkDiagram(diagram, context).every(({ severity }) => severity !== 'error')
    return isSound ? [{ name, diagram: indexDiagram(diagram) }] : []
  })
})

function send(diagram: IndexedDiagram, answer: (effect: Effect, at: number) => Outcome | null): Walk {
  const way: Way = {
    data: { amount: 5, order_id: 'o-1', first_name: 'Ann', url: 'https://bank.example', objId: '7' },
    ref: 'r-1',
    read: () => ({ value: 'https://bank.example' }),
    answer: (effect, at) => {
      const outcome = answer(effect, at)
      return outcome === null ? null : { outcome, after: 1 }
    },
  }
  return walk(diagram, way)
}

const ends = (diagram: IndexedDiagram, icon: string) =>
  diagram.nodes.some((node) => node.kind === 'end' && node.icon === icon)
const runsHere = ({ nodes }: IndexedDiagram) =>
  nodes.every(({ logics }) => logics.every(({ kind }) => kind !== 'unsupported'))
const iconOf = (diagram: IndexedDiagram, { place }: Walk) => nodeAt(diagram, place).icon

/** What systems and scripts of these processes would give, as far as later nodes need it. */
function goPlausibly(effect: Effect): Outcome | null {
  const outcome = goWell(effect, { id: 7, ops: [{}], title: 't', body: 'b', userId: 1 })
  if (outcome?.kind !== 'answered' || effect.kind !== 'api' || !effect.debugInfo) return outcome
  return { kind: 'answered', answer: { ...outcome.answer, debug: { http_exec_time: 3 } } }
}

/** How the API Calls of a process that has some come out, one after the other; the last answer stays. */
function callWith(diagram: IndexedDiagram, failures: readonly LogicFailure[]): Walk {
  const left = [...failures]
  return send(diagram, (effect) => {
    const failure = effect.kind === 'api' ? left.shift() : undefined
    return failure === undefined ? goPlausibly(effect) : goWrong(effect, failure)
  })
}

/** Whether the way behind the failed calls of a process asks for hardware, as the cluster does that MPO's editor draws. */
function drawsRetries(diagram: IndexedDiagram, { trace }: Walk): boolean {
  return trace.some((id, at) => {
    const calls = diagram.byId.get(id)?.logics.some(({ kind }) => kind === 'api') === true
    const behind = diagram.byId.get(trace[at + 1] ?? '')?.logics ?? []
    const asks = behind.some(
      (logic) =>
        logic.kind === 'if' &&
        logic.conditions.some(({ param }) => param === '__conveyor_api_return_type_error__'),
    )
    return calls && asks
  })
}

test('where all goes well a task comes to a good End', () => {
  const walks = diagrams
    .filter(({ diagram }) => runsHere(diagram) && ends(diagram, 'success'))
    .map(({ name, diagram }) => {
      const walked = send(diagram, goPlausibly)
      return { name, end: walked.end, icon: iconOf(diagram, walked) }
    })
  expect(walks.filter(({ end, icon }) => end !== 'ended' || icon !== 'success')).toEqual([])
})

test('what does not run here leads to a bad End', () => {
  const walks = diagrams
    .filter(({ diagram }) => !runsHere(diagram))
    .map(({ name, diagram }) => {
      const walked = send(diagram, goPlausibly)
      return { name, end: walked.end, icon: iconOf(diagram, walked) }
    })
  expect(walks.filter(({ end, icon }) => end !== 'ended' || icon !== 'error')).toEqual([])
})

test('a call that was too busy waits half a minute and is made again, where that is drawn', () => {
  const walks = diagrams.map(({ name, diagram }) => {
    const walked = callWith(diagram, [BUSY])
    const waits = walked.effects.map((effect) => (effect.kind === 'stand' ? effect.guard : null))
    const kinds = walked.effects.map(({ kind }) => kind)
    const first = kinds.indexOf('api')
    const again = first >= 0 && waits.some(Boolean) && kinds.lastIndexOf('api') > first
    return { name, drawn: drawsRetries(diagram, walked), again, end: walked.end }
  })
  expect(walks.filter(({ drawn, again, end }) => drawn !== again || end !== 'ended')).toEqual([])
})

test('a call that got nonsense is not', () => {
  const again = diagrams.filter(({ diagram }) => {
    const { effects } = callWith(diagram, [WRONG])
    return effects
      .map(({ kind }) => kind)
      .join(' ')
      .includes('api stand api')
  })
  expect(again.map(({ name }) => name)).toEqual([])
})

test('whatever comes of their effects, no task is lost and no step breaks', () => {
  const failures = [
    TIMEOUT,
    BUSY,
    WRONG,
    { type: 'software', tag: 'access_denied', description: '' } as const,
  ]
  const odd = diagrams.flatMap(({ name, diagram }) =>
    Array.from({ length: 60 }, (_, seed) => {
      const walked = send(diagram, (effect, at) => {
        const drawn = (seed * 31 + at * 17) % 7
        const failure = failures[(seed + at) % failures.length] as LogicFailure
        return at > 40 ? null : drawn < 3 ? goWrong(effect, failure) : goPlausibly(effect)
      })
      return { name, end: walked.end }
    }).filter(({ end }) => end === 'lost'),
  )
  expect(odd).toEqual([])
})
