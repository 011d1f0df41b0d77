/** Versions of imported processes: which there are, who uses them, how they are drawn, and what differs between two. */
import { z } from 'zod'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import type { KeptVersion } from '../../../import/kept-versions.ts'
import { differenceView, drawDifference } from '../../../processes/imported/draw-difference.ts'
import { drawImported } from '../../../processes/imported/draw-imported.ts'
import { drawnView } from '../../../processes/imported/drawn-view.ts'
import { type CountedVersions, countVersions } from '../../../tasks/count-versions.ts'
import type { AdminParts } from '../../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../../serve/endpoint.ts'

const TAG = 'Imports'
const params = z.strictObject({ process: z.string().max(64) })
const hash = z.string().regex(/^[0-9a-f]{16}$/)
/** A worker may replay every task that is asked. */
const FRESH_MS = 10_000

export const versionsView = z.object({
  open: z.number().describe('Open tasks of the process, of all versions'),
  asked: z.number().describe('Of these, those that were asked: the oldest'),
  silent: z.number().describe('Asked, but no worker told in time'),
  versions: z.array(
    z.object({
      version: z.string(),
      isCurrent: z
        .boolean()
        .describe('The newest: tasks begin with it once workers and receivers have read it'),
      isServed: z.boolean().describe('This receiver goes by it'),
      isKept: z.boolean().describe('False: open tasks run it, and its file is not here'),
      title: z.string().nullable(),
      nodes: z.number().nullable(),
      tasks: z.number().describe('Open tasks that run it, of those that were asked'),
      since: z.string().nullable().describe('When the oldest of them began'),
      oldest: z.array(z.object({ workflowId: z.string(), runId: z.string(), startedAt: z.string() })),
    }),
  ),
})

type VersionRow = z.output<typeof versionsView>['versions'][number]

export function versionEndpoints({ imports, client, startNodes }: AdminParts): Endpoint[] {
  const counts = new Map<string, { readonly at: number; readonly read: Promise<CountedVersions> }>()

  function count(process: string): Promise<CountedVersions> {
    const before = counts.get(process)
    const at = performance.now()
    if (before !== undefined && at - before.at < FRESH_MS) return before.read
    const read = countVersions(client, process)
    counts.set(process, { at, read })
    // What failed is asked for again
    read.catch(() => counts.delete(process))
    return read
  }

  async function show(process: string): Promise<z.output<typeof versionsView>> {
    const kept = await imports.versions(process)
    const { open, asked, silent, uses } = await count(process)
    const useOf = (version: string) => {
      const { tasks = 0, since = null, oldest = [] } = uses.get(version) ?? {}
      return { tasks, since, oldest: [...oldest] }
    }
    const served = findServed(kept, process)
    const known = kept.map(
      ({ version, isCurrent, diagram }): VersionRow => ({
        ...{ version, isCurrent, isServed: version === served, isKept: true },
        title: diagram?.title ?? null,
        nodes: diagram?.nodes.length ?? null,
        ...useOf(version),
      }),
    )
    const missing = [...uses.keys()].filter((version) => !kept.some((one) => one.version === version))
    const gone = missing.map(
      (version): VersionRow => ({
        ...{ version, isCurrent: false, isServed: false, isKept: false, title: null, nodes: null },
        ...useOf(version),
      }),
    )
    return { open, asked, silent, versions: [...known, ...gone] }
  }

  /** The version this receiver read when it started: a later import is not live by itself. */
  function findServed(kept: readonly KeptVersion[], process: string): string | null {
    const loaded = startNodes.get(process)?.diagram ?? null
    if (loaded === null) return null
    const text = JSON.stringify(loaded)
    return kept.find(({ diagram }) => JSON.stringify(diagram) === text)?.version ?? null
  }

  async function diagramOf(process: string, version: string) {
    const found = (await imports.versions(process)).find((one) => one.version === version)
    if (!found?.diagram)
      throw new StartnodeError('process_unknown', `Version ${version} of ${process} is not here`)
    return found.diagram
  }

  return [
    defineEndpoint({
      method: 'get',
      path: '/processes/{process}/versions',
      role: 'viewer',
      tag: TAG,
      summary: 'List the versions of an imported process, with the open tasks that run them',
      description:
        'Of more than 500 open tasks the oldest are asked, since those of older versions are among them.',
      params,
      answer: versionsView,
      run: ({ params: { process } }) => show(process),
    }),
    defineEndpoint({
      method: 'get',
      path: '/processes/{process}/versions/{version}',
      role: 'viewer',
      tag: TAG,
      summary: 'Draw a version of an imported process',
      params: params.extend({ version: hash }),
      answer: drawnView,
      async run({ params: { process, version } }) {
        return drawImported(await diagramOf(process, version), [])
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/processes/{process}/versions/{version}/difference',
      role: 'viewer',
      tag: TAG,
      summary: 'Say what differs between two versions of an imported process',
      description: 'Node by node, by the names of fields; never a value.',
      params: params.extend({ version: hash }),
      query: z.strictObject({ from: hash.describe('The version to compare it with') }),
      answer: differenceView,
      async run({ params: { process, version }, query: { from } }) {
        return drawDifference(await diagramOf(process, from), await diagramOf(process, version))
      },
    }),
  ]
}
