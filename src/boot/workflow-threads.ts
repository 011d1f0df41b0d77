/**
 * The threads in which the SDK runs workflows, as far as we reach into it: what is sent to them and in which order, and how
 * a thread takes the place of another. Private parts of @temporalio/worker, whose version is fixed in package.json;
 * they are checked before they are used, and test/e2e/poison.test.ts holds what is built on them.
 */
import type { Worker as Thread } from 'node:worker_threads'
import { Worker } from '@temporalio/worker'

/** What is sent to a thread; it answers in this order, since it works on one request at a time. */
export interface ThreadRequest {
  readonly type: string
  /** Of `activate-workflow` and others of a run. */
  readonly runId?: string
  /** Of `create-workflow`. */
  readonly options?: { readonly info: WorkflowOfThread }
}

export interface WorkflowOfThread {
  readonly runId: string
  readonly workflowId: string
  readonly workflowType: string
}

/** The SDK's end of one thread. */
export interface ThreadClient {
  readonly workerThread: Thread
  send(request: ThreadRequest): Promise<unknown>
}

interface ThreadCreator {
  readonly workerThreadClients: ThreadClient[]
}

interface WorkerClass {
  getOrCreateBundle(options: unknown, logger: unknown): Promise<unknown>
  createWorkflowCreator(bundle: unknown, options: unknown, logger: unknown): Promise<unknown>
}

/** The threads of a worker, in an array that the SDK itself goes by; null: it runs workflows without (debugging). */
export function threadsOf(worker: Worker): ThreadClient[] | null {
  const { workflowCreator } = worker as unknown as { readonly workflowCreator?: unknown }
  return hasThreads(workflowCreator) ? workflowCreator.workerThreadClients : null
}

/** Makes a thread as the worker has them, with its workflows; it belongs to nobody yet. */
export async function createThread(worker: Worker): Promise<ThreadClient> {
  const { logger } = worker as unknown as { readonly logger: unknown }
  const options = { ...worker.options, workflowThreadPoolSize: 1 }
  const sdk = Worker as unknown as WorkerClass
  const bundle = await sdk.getOrCreateBundle(options, logger)
  const creator = await sdk.createWorkflowCreator(bundle, options, logger)
  const [client] = hasThreads(creator) ? creator.workerThreadClients : []
  if (client === undefined) throw new TypeError('@temporalio/worker made no thread for workflows')
  return client
}

function hasThreads(creator: unknown): creator is ThreadCreator {
  const clients = (creator as { workerThreadClients?: unknown } | undefined)?.workerThreadClients
  return (
    Array.isArray(clients) &&
    clients.every((client) => typeof client?.send === 'function' && 'workerThread' in client)
  )
}
