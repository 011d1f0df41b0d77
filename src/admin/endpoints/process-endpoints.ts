/** Processes: what runs for a webhook, how it is reached, what it asks for. */
import { z } from 'zod'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { authInput } from '../../processes/auth-view.ts'
import { countStanding } from '../../processes/count-standing.ts'
import { drawImported } from '../../processes/imported/draw-imported.ts'
import { exportedNode, nodeKind, wayKind } from '../../processes/imported/drawn-view.ts'
import { intakeInput } from '../../processes/intake-input.ts'
import { processDetails, processRow, viewProcess, viewProcessDetails } from '../../processes/process-view.ts'
import { readDiagram } from '../../processes/read-diagram.ts'
import { warnings, warnOfRefusal, whyAuthRefuses } from '../../processes/why-refused.ts'
import { sealAuth } from '../../settings/seal-auth.ts'
import { changeSettings, currentSettings } from '../../settings/settings-access.ts'
import { startNodeState } from '../../settings/snapshot.ts'
import { createTaskCounter } from '../../tasks/count-tasks.ts'
import type { AdminParts } from '../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'
import type { Caller } from '../serve/identify-caller.ts'

const TAG = 'Processes'
const params = z.strictObject({ process: z.string().max(64) })
const DIAGRAM_FRESH_MS = 3_000
/** Nodes of a process in code are known from its tasks: where they stand is asked far more often than which there are. */
const NODES_FRESH_MS = 30_000
const STANDING_FRESH_MS = 1_000
const STANDING_WITHIN_MS = 2_000

export const diagram = z.object({
  source: z.enum(['trace', 'export']),
  nodes: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      kind: nodeKind,
      within: z.string().nullable().describe('Id of the node around it'),
      place: z.string().describe('What `MpoNode` says of a task that waits there'),
      ...exportedNode,
      visits: z.number().describe('Of the tasks it is made of'),
      failed: z.number().describe('Of these visits'),
      standing: z
        .number()
        .nullable()
        .describe('Open tasks there now, of all tasks; null: not counted in time'),
    }),
  ),
  edges: z.array(z.object({ from: z.string(), to: z.string(), count: z.number(), way: wayKind })),
  tasks: z.number().describe('Tasks it is made of'),
  partial: z.boolean().describe('True: a worker told only some of them in time'),
})

export const standing = z.object({
  open: z.number().nullable().describe('Open tasks of the process; null: not counted in time'),
  nodes: z
    .record(z.string(), z.number().nullable())
    .describe('By the id of the node: open tasks there now; null: not counted in time'),
})

/** Processes of the code and of the settings; a process that only the settings know is shown too, so that it can be shut. */
export function processEndpoints(parts: AdminParts): Endpoint[] {
  function requireProcess(process: string): void {
    const known = parts.startNodes.has(process) || Object.hasOwn(currentSettings(parts).startNodes, process)
    if (!known) throw new StartnodeError('process_unknown', `There is no process '${process}'`)
  }

  const counter = createTaskCounter(parts.client)

  const diagrams = new Map<string, { readonly at: number; readonly read: ReturnType<typeof readDiagram> }>()

  function show(process: string, caller: Caller) {
    const counting = counter.count([process]).then((counted) => counted.get(process))
    return viewProcessDetails(parts, process, caller.role, counting)
  }

  const counts = new Map<string, { readonly at: number; readonly read: Promise<z.output<typeof standing>> }>()

  /** However many look, Temporal is asked once in a while. */
  function showStanding(process: string): Promise<z.output<typeof standing>> {
    const before = counts.get(process)
    const at = performance.now()
    if (before !== undefined && at - before.at < STANDING_FRESH_MS) return before.read
    const read = readStanding(process)
    counts.set(process, { at, read })
    return read
  }

  async function readStanding(process: string): Promise<z.output<typeof standing>> {
    const drawn = parts.startNodes.get(process)?.diagram ?? null
    const { nodes } = drawn === null ? await showDiagram(process, NODES_FRESH_MS) : drawImported(drawn, [])
    const { open, standing: counted } = await countStanding(
      parts.client,
      process,
      nodes,
      Date.now() + STANDING_WITHIN_MS,
    )
    return { open, nodes: Object.fromEntries(nodes.map(({ id }) => [id, counted.get(id) ?? null])) }
  }

  /** A worker replays up to 50 tasks for it: however many look at it, they look at the same one. */
  function showDiagram(process: string, freshMs = DIAGRAM_FRESH_MS): ReturnType<typeof readDiagram> {
    const drawn = parts.startNodes.get(process)?.diagram ?? null
    const before = diagrams.get(process)
    const at = performance.now()
    if (before !== undefined && at - before.at < freshMs) return before.read
    const read = readDiagram(parts.client, process, drawn)
    diagrams.set(process, { at, read })
    return read
  }

  return [
    defineEndpoint({
      method: 'get',
      path: '/processes',
      role: 'viewer',
      tag: TAG,
      summary: 'List processes',
      answer: z.object({ processes: z.array(processRow) }),
      async run() {
        const names = new Set([...parts.startNodes.keys(), ...Object.keys(currentSettings(parts).startNodes)])
        const counted = await counter.count([...names])
        return {
          processes: [...names].sort().map((process) => viewProcess(parts, process, counted.get(process))),
        }
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/processes/{process}',
      role: 'viewer',
      tag: TAG,
      summary: 'Show a process',
      description: 'Direct URLs and credentials are shown in full to editors, masked to others.',
      params,
      answer: processDetails,
      run({ params: { process }, caller }) {
        requireProcess(process)
        return show(process, caller)
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/processes/{process}/diagram',
      role: 'viewer',
      tag: TAG,
      summary: 'Show nodes and ways of a process, with the tasks that stand there',
      description:
        'Of a process in code: as the traces of its newest 50 tasks show it, as far as a worker told them within 3 s. Of an imported one: as it was drawn, with the ways of these tasks counted.',
      params,
      answer: diagram,
      async run({ params: { process } }) {
        requireProcess(process)
        const isImported = (parts.startNodes.get(process)?.diagram ?? null) !== null
        return { source: isImported ? 'export' : 'trace', ...(await showDiagram(process)) }
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/processes/{process}/standing',
      role: 'viewer',
      tag: TAG,
      summary: 'Count the open tasks that stand at each node',
      description:
        "Over all open tasks, by Temporal's visibility, which is a moment late. A task that has not waited yet is counted at the start, one on its way at the node where it waited last.",
      params,
      answer: standing,
      async run({ params: { process } }) {
        requireProcess(process)
        return showStanding(process)
      },
    }),
    defineEndpoint({
      method: 'put',
      path: '/processes/{process}/auth',
      role: 'editor',
      tag: TAG,
      summary: 'Set what requests must prove',
      description:
        'None, Basic, or a static header. Texts may hold references like `{{env_var[@webhook-var].user}}`, resolved with every request. Back to none forgets the credentials. Aliases of the process ask for the same.',
      params,
      body: authInput,
      answer: processDetails.extend({ warnings }),
      async run({ params: { process }, body, caller }) {
        requireProcess(process)
        await changeSettings(parts, caller, {
          op: 'setAuth',
          process,
          auth: sealAuth(parts.encryptionKeys, body),
        })
        const after = currentSettings(parts)
        return {
          ...(await show(process, caller)),
          warnings: warnOfRefusal(after, parts.encryptionKeys, [process]),
        }
      },
    }),
    defineEndpoint({
      method: 'post',
      path: '/processes/{process}/auth/check',
      role: 'editor',
      tag: TAG,
      summary: 'Look whether what requests must prove could be proved',
      description:
        'By the very check of the receiver, with the variables of now; nothing is changed. Tells of a reference that leads nowhere before it is saved.',
      params,
      body: authInput,
      answer: z.object({
        problem: z.string().nullable().describe('Why every request would be refused (401); null: none would'),
      }),
      run({ params: { process }, body }) {
        requireProcess(process)
        const auth = sealAuth(parts.encryptionKeys, body)
        return { problem: whyAuthRefuses(currentSettings(parts), parts.encryptionKeys, auth) }
      },
    }),
    defineEndpoint({
      method: 'patch',
      path: '/processes/{process}/intake',
      role: 'editor',
      tag: TAG,
      summary: 'Set rate limit, sources, answers or start delay',
      params,
      body: intakeInput,
      answer: processDetails,
      async run({ params: { process }, body, caller }) {
        requireProcess(process)
        await changeSettings(parts, caller, { op: 'setIntake', process, intake: body })
        return show(process, caller)
      },
    }),
    ...[true, false].map((paused) =>
      defineEndpoint({
        method: 'post',
        path: `/processes/{process}/${paused ? 'pause' : 'resume'}`,
        role: 'operator',
        tag: TAG,
        summary: paused ? 'Pause a process' : 'Resume a process',
        description: paused
          ? 'Deliveries are still accepted and wait in the inbox; tasks under way go on.'
          : 'What waits in the inbox goes on in order.',
        params,
        answer: processDetails,
        async run({ params: { process }, caller }) {
          requireProcess(process)
          if (startNodeState(currentSettings(parts), process).intake.paused !== paused) {
            await changeSettings(parts, caller, { op: 'setIntake', process, intake: { paused } })
          }
          return show(process, caller)
        },
      }),
    ),
  ]
}
