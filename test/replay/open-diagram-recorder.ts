/** A stack of its own with the diagrams of test/fixtures/diagrams/bank, whose tasks become histories. */
import { pathToFileURL } from 'node:url'
import type { WorkflowHandle } from '@temporalio/client'
import { loadProcesses } from '../../src/project/load-start-nodes.ts'
import { startDevServer } from '../../src/temporal/dev/dev-server.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { writeHistory } from './write-history.ts'

export interface DiagramRecorder {
  readonly stack: ProcessStack
  /** Sends a body to the direct URL of the process. */
  begin(process: string, body: object): Promise<WorkflowHandle>
  /** Lets a task run to its end, and writes its history. */
  record(name: string, process: string, body: object): Promise<void>
  stop(): Promise<void>
}

/** @example const { record, stop } = await openDiagramRecorder() */
export async function openDiagramRecorder(): Promise<DiagramRecorder> {
  const server = await startDevServer({ stateDir: '.startnode', port: 0, uiPort: null })
  const project = await loadProcesses(pathToFileURL('test/fixtures/diagrams/bank/'))
  const stack = await startProcessStack({
    temporal: server.address,
    processes: [...project.startNodes.keys()],
    project,
    isPlain: true,
    env: { DIAGRAM_PRIVATE_HOSTS: '127.0.0.1' },
  })
  const begin: DiagramRecorder['begin'] = async (process, body) =>
    await stack.taskOf(process, await stack.send(process, body))
  return {
    stack,
    begin,
    async record(name, process, body) {
      const task = await begin(process, body)
      await task.result().catch(() => {})
      await writeHistory(`diagram-${name}`, task)
    },
    async stop() {
      await stack.stop()
      await server.stop()
    },
  }
}
