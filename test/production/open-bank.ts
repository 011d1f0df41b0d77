/** A composition as a bank uses it: receivers, workers, a Mambu, direct URLs, and a client that reads what is sealed. */
import { randomUUID } from 'node:crypto'
import { Client, type Connection, type WorkflowHandle } from '@temporalio/client'
import { loadConfig } from '../../src/config.ts'
import { type MambuStandIn, startMambuStandIn } from '../../src/mambu/bank/stand-in.ts'
import { refWorkflowId } from '../../src/process/ids/workflow-id.ts'
import { TRACE_QUERY, type TraceEntry } from '../../src/process/trace.ts'
import { createClientOptions } from '../../src/temporal/codec/client-letters.ts'
import { connectClientLazily } from '../../src/temporal/connection.ts'
import { loadTemporalOptions } from '../../src/temporal/temporal-options.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { createRecordingClient, type RecordingClient, type SentRequest } from '../helpers/recording-client.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { type Composition, createComposition, type RunEnd } from './compose/composition.ts'
import type { Part } from './compose/part.ts'

const PROCESS = 'loan-approved'
const WAITS = 'Wait for four-eyes approval'

/** A bank whose parts can be started, killed and asked. */
export interface Bank {
  readonly composition: Composition
  readonly mambu: MambuStandIn
  readonly client: Client
  /** All that was sent to it. */
  readonly sender: RecordingClient
  receiver(instance?: number): Part
  worker(instance?: number): Part
  /** `docker compose exec receiver startnode <words>`. @throws Error when it fails */
  startnode(...words: string[]): Promise<string>
  tryStartnode(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<RunEnd>
  /** `setup` has run, and the direct URL of loan-approved is open. */
  open(): Promise<void>
  /** Adds the loan to the Mambu and sends its webhook, as Mambu does: four times at most. */
  sendLoan(loanId: string, options?: { instance?: number; key?: string }): Promise<SentRequest>
  taskOf(loanId: string): WorkflowHandle
  untilWaiting(loanId: string): Promise<void>
  /** Bob approves in the console; gives the result of the task. */
  approve(loanId: string): Promise<unknown>
  stop(): Promise<void>
}

/** Makes a bank; nothing of it runs yet but its Mambu. */
export async function openBank(env: Readonly<Record<string, string>> = {}): Promise<Bank> {
  const mambu = await startMambuStandIn()
  const composition = await createComposition({ env: { MAMBU_API_KEY: mambu.apiKey, ...env } })
  // Not by `.env`: what is 127.0.0.1 there is the container itself
  const atMambu = { MAMBU_BASE_URL: mambu.url }
  const receiver = (instance = 1) => composition.part('receiver', instance)
  const worker = (instance = 1) => composition.part('worker', instance, atMambu)
  worker()
  const config = loadConfig(receiver().env)
  const temporal = loadTemporalOptions(receiver().env)
  const connection: Connection = connectClientLazily(temporal)
  const client = new Client({
    connection,
    namespace: temporal.namespace,
    ...createClientOptions(config.encryption),
  })
  const sender = createRecordingClient()
  let path = ''

  const tryStartnode: Bank['tryStartnode'] = (words, more) =>
    composition.run('receiver', ['startnode', ...words], more)
  const startnode: Bank['startnode'] = async (...words) => {
    const { code, stdout, stderr } = await tryStartnode(words)
    if (code !== 0) throw new Error(`startnode ${words.join(' ')} ended with ${code}: ${stdout}${stderr}`)
    return stdout
  }
  const taskOf = (loanId: string) => client.workflow.getHandle(refWorkflowId(PROCESS, loanId))
  return {
    composition,
    mambu,
    client,
    sender,
    receiver,
    worker,
    startnode,
    tryStartnode,
    async open() {
      await composition.part('setup').untilCompleted()
      const { url } = JSON.parse(await startnode('enable', PROCESS, '--json')) as { url: string }
      path = new URL(url).pathname
    },
    async sendLoan(loanId, { instance = 1, key = randomUUID() } = {}) {
      const { cbs_account_key, float_amount } = JSON.parse(loanBody(loanId)) as {
        cbs_account_key: string
        float_amount: number
      }
      if (mambu.findLoan(loanId) === undefined)
        mambu.addLoan({ id: loanId, key: cbs_account_key, amount: float_amount })
      const delivery = {
        process: PROCESS,
        url: `http://${receiver(instance).host}:3000${path}`,
        body: loanBody(loanId),
        key,
        ref: loanId,
      }
      return waitFor(`the delivery of ${loanId} is accepted`, async () => {
        const sent = await sender.send(delivery)
        if (sent.status !== 200) throw new Error(`${sent.status}: ${sent.answer}`)
        return sent
      })
    },
    taskOf,
    async untilWaiting(loanId) {
      await waitFor(
        `${loanId} waits for its approval`,
        async () => {
          const trace = await taskOf(loanId).query<TraceEntry[]>(TRACE_QUERY)
          const waits = trace.some(({ node, state }) => node === WAITS && state === 'waiting')
          if (!waits) throw new Error(`Its trace is ${JSON.stringify(trace)}`)
          return waits
        },
        120_000,
      )
    },
    async approve(loanId) {
      await startnode(
        ...['task', PROCESS, loanId, '--signal', 'approve', '--input', '{"decision":"approve"}'],
        ...['--actor', 'cli:bob'],
      )
      return taskOf(loanId).result()
    },
    async stop() {
      sender.close()
      await connection.close()
      await composition.stop()
      await mambu.stop()
    },
  }
}
