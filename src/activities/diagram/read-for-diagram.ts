/** The reads of a node: data of other tasks, variables, counters, callback URLs, time zones. Only what was asked for comes back. */
import { ApplicationFailure, Context } from '@temporalio/activity'
import type { Json } from '../../diagram/diagram.ts'
import type { Given, Path, Read } from '../../diagram/language/index.ts'
import { nodeCallbackPath } from '../../direct-url/node-callback-url.ts'
import { sumNameOf } from '../../process/diagram/diagram-names.ts'
import { DATA_QUERY } from '../../process/diagram/diagram-task.ts'
import { refWorkflowId } from '../../process/ids/workflow-id.ts'
import type { Variables } from '../../settings/open-variables.ts'
import { queryShared } from '../shared/shared-workflow.ts'
import { stateActivities } from '../shared/state.ts'
import { sumActivities } from '../shared/sum.ts'
import { countStanding } from './count-standing.ts'
import type { DiagramActivities } from './diagram-activities.ts'
import { findProcess, type TargetPorts } from './find-target.ts'
import { createReadPlaces } from './read-places.ts'
import { createSharedAsks, type SharedAsks } from './shared-asks.ts'
import { zoneOffset } from './zone-offset.ts'

export interface ReadPorts extends TargetPorts {
  readonly variables: () => Promise<Variables>
  /** What stands for a ref of a process in ids. */
  readonly refInId: (process: string, ref: string) => string
  readonly publicUrl: string
  readonly signingKeys: readonly Buffer[]
}

/** Many tasks read one and the same, a configuration or a sum. */
interface AskPorts extends ReadPorts {
  readonly ask: SharedAsks
}

const NOTHING: Given = { value: '' }

/** Makes the local activity `readForDiagram`. */
export function createReadForDiagram(given: ReadPorts): DiagramActivities['readForDiagram'] {
  const ports: AskPorts = { ...given, ask: createSharedAsks() }
  const inPlace = createReadPlaces()
  return async ({ process, reads }) => {
    const readAll = () => Promise.all(reads.map((read) => readOne(read, process, ports)))
    return reads.some(asksTask) ? await inPlace(readAll) : await readAll()
  }
}

/** Another workflow must answer. */
function asksTask({ kind }: Read): boolean {
  return kind === 'conv' || kind === 'counter'
}

async function readOne(read: Read, process: string, ports: AskPorts): Promise<Given> {
  switch (read.kind) {
    case 'conv':
      return await readTask(read, ports)
    case 'variable':
      return readVariable(read.name, read.path, await ports.variables())
    case 'counter':
      return await readCounter(read, process, ports)
    case 'callbackUrl':
      return { value: callbackUrlOf(process, read.node, ports) }
    case 'zone': {
      const offset = zoneOffset(read.zone, read.at)
      if (offset !== null) return { value: offset }
      return { failed: { tag: 'wrong_convert_param', description: `There is no time zone ${read.zone}` } }
    }
  }
}

/** The data of the open task with a ref; a task that is over is nothing (facts: mpo-semantics 13). */
async function readTask(
  { conv, ref, path }: Extract<Read, { kind: 'conv' }>,
  ports: AskPorts,
): Promise<Given> {
  const known = await findProcess({ conv, project: null, stage: null }, ports)
  if (known === null || (known.kind === 'diagram' && !known.isState))
    return { failed: { tag: 'access_denied', description: `${conv} is no state diagram that can be read` } }
  if (ref === '') return NOTHING
  if (known.kind === 'code') {
    const key = JSON.stringify(['state', known.process, ref])
    const state = await ports.ask(key, () => stateActivities.readState({ process: known.process, ref }))
    return state === null ? NOTHING : { value: at(state.data as Json, path) }
  }
  const workflowId = refWorkflowId(known.process, ports.refInId(known.process, ref))
  const answer = await ports.ask(workflowId, () => askOpenTask(known.process, workflowId))
  return answer === null ? NOTHING : { value: at(answer.data, path) }
}

/** @returns null: it is not there, or over */
async function askOpenTask(
  workflowType: string,
  workflowId: string,
): Promise<{ readonly data: Json } | null> {
  const { client } = Context.current()
  const described = await client.workflow
    .getHandle(workflowId)
    .describe()
    .catch((error: Error) => {
      if (error.name === 'WorkflowNotFoundError') return null
      throw error
    })
  if (described === null || described.closeTime !== undefined) return null
  return await queryShared<{ data: Json }>({ workflowType, workflowId }, DATA_QUERY)
}

/** Visible ones only: a secret is opened by the call that needs it, and enters no history (facts: mpo-semantics 15). */
function readVariable(name: string, path: Path, variables: Variables): Given {
  const found = name.startsWith('@') ? variables.byName(name.slice(1)) : variables.byId(Number(name))
  if (found === null) return NOTHING
  if (found.secret)
    return {
      failed: {
        tag: 'access_denied',
        description: `The variable ${name} is secret: only an API Call may use it`,
      },
    }
  if (found.type === 'raw') return path.length === 0 ? { value: found.value } : NOTHING
  try {
    return { value: at(JSON.parse(found.value) as Json, path) }
  } catch {
    return {
      failed: { tag: 'wrong_convert_param', description: `The value of the variable ${name} is not JSON` },
    }
  }
}

async function readCounter(
  { conv, node, name }: Extract<Read, { kind: 'counter' }>,
  process: string,
  ports: AskPorts,
): Promise<Given> {
  const known = conv === null ? null : await findProcess({ conv, project: null, stage: null }, ports)
  if (conv !== null && known === null)
    return { failed: { tag: 'access_denied', description: `There is no process ${conv}` } }
  const owner = known?.process ?? process
  if (name !== 'count') {
    const sum = sumNameOf(owner, node, name)
    const { total } = await ports.ask(JSON.stringify(['sum', sum]), () => sumActivities.readSum(sum))
    return { value: Number(total) }
  }
  const places = (known ?? ports.directory.byId(process))?.placesOf(node) ?? []
  return { value: places.length === 0 ? 0 : await countStanding(owner, places) }
}

function callbackUrlOf(
  process: string,
  node: string,
  { publicUrl, signingKeys, directory }: ReadPorts,
): string {
  const [key] = signingKeys
  if (key === undefined)
    throw ApplicationFailure.retryable('This worker has no signing key: set SIGNING_KEYS', 'KeyMissing')
  const pointer = directory.byId(process)?.callbackPointer(node) ?? '/obj_id'
  return publicUrl + nodeCallbackPath(key, { process, node, find: { by: 'taskId', pointer } })
}

/** What stands at a path; an empty text where nothing does. */
function at(value: Json, path: Path): Json {
  let found: unknown = value
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return ''
    found = (found as Readonly<Record<string | number, unknown>>)[step]
  }
  return (found ?? '') as Json
}
