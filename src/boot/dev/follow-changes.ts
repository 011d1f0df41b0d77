/** Brings each change of the processes into force while everything runs, and says so. */
import { readFile } from 'node:fs/promises'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import type { Client } from '@temporalio/client'
import { versionOf } from '../../process/ids/diagram-id.ts'
import { workflowTypeOf } from '../../process/ids/process-id.ts'
import type { LoadedDiagram } from '../../project/load-diagrams.ts'
import { loadProcesses, type Processes } from '../../project/load-start-nodes.ts'
import { WORKFLOWS_DIR } from '../../project/project.ts'
import { quote } from '../../tasks/visibility-query.ts'
import { keepFormer } from './former-contents.ts'
import type { LiveProcesses } from './live-processes.ts'
import type { CodeDigests, LiveWorker } from './live-worker.ts'
import {
  tellBrokenTasks,
  tellChangedFiles,
  tellFailure,
  tellGone,
  tellLive,
  tellNotReplayed,
} from './tell-changes.ts'
import { changedFiles, digestOfFiles, type FileLooker, type Files } from './watch-files.ts'

/** Open tasks that are replayed after a change of their code: of each process, the newest first. */
const REPLAYED = 100

export interface ChangeFollower {
  /** A change that is on its way is given up. */
  stop(): Promise<void>
}

interface State {
  readonly processes: Processes
  /** Of each diagram that runs, by process. */
  readonly texts: ReadonlyMap<string, { readonly version: string; readonly text: string }>
  readonly code: CodeDigests
}

/**
 * Follows the folder of the processes until it is stopped.
 *
 * @param options.files as they were before `processes` were loaded
 * @param options.served what the receiver goes by
 * @param options.onProgress takes what a person is told
 */
export async function followChanges(options: {
  readonly looker: FileLooker
  readonly files: Files
  readonly processes: Processes
  readonly served: LiveProcesses
  readonly worker: LiveWorker
  readonly stateDir: string
  readonly client: Client
  onProgress(text: string): void
}): Promise<ChangeFollower> {
  const { looker, served, worker, stateDir, client, onProgress } = options
  const stopping = new AbortController()
  const { signal } = stopping
  let state: State = {
    processes: options.processes,
    texts: await readTexts(options.processes.diagrams),
    code: worker.code(),
  }
  worker.prepare()

  async function follow(): Promise<void> {
    let tried = options.files
    let running = tried
    for (;;) {
      const files = await looker.changeFrom(tried, signal)
      const paths = changedFiles(tried, files)
      tried = files
      if (changedFiles(running, files).length === 0) {
        onProgress(`${tellChangedFiles(paths)}: as it was; what runs is up to date`)
        continue
      }
      onProgress(`${tellChangedFiles(paths)}: a worker with it starts`)
      try {
        await bringIntoForce(files)
        running = files
      } catch (error) {
        if (signal.aborted) throw error
        onProgress(tellFailure(error))
      }
      worker.prepare()
    }
  }

  async function bringIntoForce(files: Files): Promise<void> {
    const begun = performance.now()
    const before = state
    const processes = await loadProcesses(WORKFLOWS_DIR, digestOfFiles(files, isCode))
    const texts = await readTexts(processes.diagrams)
    for (const [process, former] of before.texts)
      if (texts.get(process)?.version !== former.version) await keepFormer(stateDir, { process, ...former })
    await worker.replace(signal)
    served.swap(processes.startNodes)
    state = { processes, texts, code: worker.code() }
    const change = compare(before, state)
    onProgress(tellLive(change, performance.now() - begun))
    for (const process of change.gone) onProgress(tellGone(process, await countOpen(client, process)))
    await replay(change.changedCode)
  }

  async function replay(processes: readonly string[]): Promise<void> {
    if (processes.length === 0) return
    try {
      for (const tasks of await worker.replay(processes, REPLAYED))
        if (tasks.broken.length > 0) onProgress(tellBrokenTasks(tasks))
    } catch (error) {
      onProgress(tellNotReplayed(error))
    }
  }

  const following = follow().catch((error: unknown) => {
    if (!signal.aborted) onProgress(`Changes are not followed any more: ${String(error)}`)
  })
  return {
    async stop() {
      stopping.abort()
      await following
    },
  }
}

/** What of the processes is loaded as modules. */
const isCode = (path: string) => !path.endsWith('.conv.json')

async function readTexts(diagrams: ReadonlyMap<string, LoadedDiagram>): Promise<State['texts']> {
  const texts = new Map<string, { version: string; text: string }>()
  for (const { process, file } of diagrams.values()) {
    const text = await readFile(file, 'utf8')
    texts.set(process, { version: versionOf(text), text })
  }
  return texts
}

/** What a change came to, by process id. */
export interface Change {
  readonly added: readonly string[]
  readonly gone: readonly string[]
  readonly changedDiagrams: readonly { readonly process: string; readonly version: string }[]
  readonly changedCode: readonly string[]
}

function compare(before: State, after: State): Change {
  const old = before.processes.startNodes
  const now = [...after.processes.startNodes.values()]
  const stayed = now.filter(({ process }) => old.has(process))
  return {
    added: now.filter(({ process }) => !old.has(process)).map(({ process }) => process),
    gone: [...old.keys()].filter((process) => !after.processes.startNodes.has(process)),
    changedDiagrams: stayed.flatMap(({ process }) => {
      const { version } = after.texts.get(process) ?? {}
      return version === undefined || version === before.texts.get(process)?.version
        ? []
        : [{ process, version }]
    }),
    changedCode: stayed.flatMap(({ process, diagram }) => {
      const content = after.code[process] ?? null
      // Where it is not known, nobody can say that it is the same
      const isSame = content !== null && content === before.code[process]
      return diagram !== null || isSame ? [] : [process]
    }),
  }
}

/** Null: Temporal does not say. */
async function countOpen(client: Client, process: string): Promise<number | null> {
  const query = `WorkflowType = ${quote(workflowTypeOf(process))} AND ExecutionStatus = 'Running'`
  try {
    return (await client.workflow.count(query)).count
  } catch {
    return null
  }
}

/** Absolute path of the folder that is watched. */
export const PROCESSES_FOLDER = fileURLToPath(WORKFLOWS_DIR).replace(/[\\/]$/, '')
