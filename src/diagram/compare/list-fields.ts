/** What a node, or a process beside its nodes, is made of: each field by the name that people have for it. */
import type { Diagram, DiagramNode, Logic, Semaphor } from '../diagram.ts'
import { nameNode } from '../name-node.ts'

/** Name of a field -> its value as text, to be compared only: it may hold what stays in the file. */
export type Fields = ReadonlyMap<string, string>

const NAMES: Readonly<Record<string, string>> = {
  all: 'sends all data',
  certificate: 'certificate',
  contentType: 'content type',
  debugInfo: 'debug info',
  fields: 'parameters',
  idPath: 'path of the task id',
  maxThreads: 'threads at most',
  mode: 'what it does',
  names: 'names',
  newest: 'newest first',
  node: 'node of the queue',
  onError: 'way on error',
  rawBody: 'raw body',
  reason: 'reason',
  response: 'answer mapping',
  rfc: 'RFC answers',
  sendSystem: 'system parameters',
  signingSecret: 'signing secret',
  source: 'script',
  sums: 'sums',
  sync: 'waits for the answer',
  target: 'process it names',
  throws: 'throws an exception',
  url: 'URL',
}

/** Fields that only move a node. */
export const POSITION = 'position'

/** @param idOf the id of a node in the other content: ways are compared by where they lead, whatever the ids there */
export function fieldsOfNode(node: DiagramNode, isState: boolean, idOf: (id: string) => string): Fields {
  const fields = new Map<string, string>()
  const put = (name: string, value: unknown) => {
    // A second of its kind, as old nodes have
    let free = name
    for (let count = 2; fields.has(free); count += 1) free = `${name} ${count}`
    fields.set(free, JSON.stringify(value))
  }
  const { kind, title, description, x, y, icon, savesTask, logics, semaphors, stub } = node
  put('kind', kind)
  put('title', title)
  put('description', description)
  put(POSITION, [x, y])
  put('icon', icon)
  put('keeps its data', savesTask)
  const ifs = logics.filter((logic) => logic.kind === 'if')
  put(
    'conditions',
    ifs.map(({ conditions }) => conditions),
  )
  put(
    'ways of the conditions',
    ifs.map(({ to }) => idOf(to)),
  )
  put(
    'way',
    logics.flatMap((logic) => (logic.kind === 'go' ? [idOf(logic.to)] : [])),
  )
  for (const logic of logics) {
    if (logic.kind === 'if' || logic.kind === 'go') continue
    const what = nameNode({ ...node, kind: 'normal', logics: [logic] }, isState)
    // What it is, also where it has no field
    put(what, logic.kind)
    for (const [key, value] of Object.entries(logic)) {
      if (key === 'kind') continue
      // Of a queue in the same process it is one of these nodes
      const isNode = (key === 'onError' || key === 'node') && typeof value === 'string'
      const shown = isNode ? idOf(value) : value
      put(`${what}: ${NAMES[key] ?? key}`, shown)
    }
  }
  put(
    'order of its logic',
    logics.map(({ kind: one }) => one),
  )
  for (const semaphor of semaphors) put(nameGuard(semaphor), { ...semaphor, to: idOf(semaphor.to) })
  put(
    'stub',
    stub.map((branch) => branch.map((logic) => mapIds(logic, idOf))),
  )
  return fields
}

function nameGuard({ kind }: Semaphor): string {
  return kind === 'time' ? 'time guard' : 'alert on the queue'
}

function mapIds(logic: Logic, idOf: (id: string) => string): Logic {
  if (logic.kind === 'go' || logic.kind === 'if') return { ...logic, to: idOf(logic.to) }
  return { ...logic, onError: logic.onError === null ? null : idOf(logic.onError) }
}

/** What a process is beside its nodes. */
export function fieldsOfDiagram(diagram: Diagram, idOf: (id: string) => string): Fields {
  const { title, description, isState, active, masksRef, params, start, mpoId } = diagram
  return new Map(
    Object.entries({
      'id in MPO': mpoId,
      title,
      description,
      'state diagram': isState,
      active,
      'masks references': masksRef,
      parameters: params,
      'Start node': idOf(start),
    }).map(([name, value]) => [name, JSON.stringify(value)]),
  )
}
