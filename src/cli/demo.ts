/**
 * `npm run demo`: one webhook from the direct URL to its result, on the real parts, told as it happens.
 * `--once` ends afterwards (exit code 0 only when the loan was disbursed); otherwise the stack stays until Ctrl-C.
 */
import { randomInt, randomUUID } from 'node:crypto'
import { relative } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WorkflowHandle } from '@temporalio/client'
import { type Stack, startStack } from '../boot/stack.ts'
import { startUntilStopped } from '../boot/start-until-stopped.ts'
import { stopSignal } from '../boot/stop-signal.ts'
import { logLevelOf } from '../config.ts'
import { createSettings } from '../settings/settings-client.ts'
import { findTask } from '../tasks/find-task.ts'
import { readTask, type TaskView } from '../tasks/read-task.ts'
import { prepareOperation } from '../tasks/task-operation.ts'
import { createLogger } from '../telemetry/logger.ts'
import { workflowUrl } from '../temporal/workflow-url.ts'
import { directUrlOf } from './direct-url-of.ts'
import { endProcess } from './end-process.ts'
import { freePorts } from './free-ports.ts'
import { formatTraceEntry } from './print/format-trace.ts'
import { type Output, terminal } from './print/output.ts'
import { EXIT, runCommand } from './run-command.ts'

const PROCESS = 'loan-approved'
const DEADLINE_MS = 60_000

async function demo(output: Output, once: boolean): Promise<number> {
  const stopped = stopSignal()
  const log = createLogger(logLevelOf(process.env, 'warn'), true)
  output.print('Startnode demo: a Mambu webhook becomes a durable task.\n')
  const { env, temporalPort, uiPort } = await freePorts(process.env)
  const onProgress = (text: string) => output.print(`  ${text}`)
  const stack = await startUntilStopped(stopped, (signal) =>
    startStack({ env, log, temporalPort, uiPort, onProgress, signal }),
  )
  if (stack === null) return EXIT.failed
  let done = false
  try {
    const url = await openDirectUrl(stack)
    done = await runOneWebhook(stack, url, output)
    if (!once) {
      output.print(
        '\nThe stack stays up. Open the Web UI, send more with the direct URL above; Ctrl-C stops.',
      )
      await Promise.race([stopped, stack.failed])
    }
  } finally {
    const { left } = await stack.stop()
    output.print(
      left > 0 ? `Stopped; ${left} deliveries wait in the inbox.` : 'Stopped; nothing is left behind.',
    )
  }
  return done ? EXIT.done : EXIT.failed
}

async function openDirectUrl(stack: Stack): Promise<string> {
  const { signingKeys } = stack.config
  const settings = createSettings(stack.client.workflow, { signingKeys })
  const snapshot = await settings.enableUrl(PROCESS, { actor: 'demo', keys: signingKeys })
  await stack.receiver.refreshSettings()
  return directUrlOf(stack.config, snapshot, PROCESS) as string
}

async function runOneWebhook(stack: Stack, url: string, output: Output): Promise<boolean> {
  const loanId = `LNAC${randomInt(100_000, 999_999)}`
  stack.mambu?.addLoan({ id: loanId, amount: 8_400.5, currency: 'EUR' })
  const body = JSON.stringify({
    cbs_source: 'mambu',
    cbs_account_type: 'loan',
    cbs_account_id: loanId,
    cbs_account_key: randomUUID().replaceAll('-', ''),
    float_amount: 8_400.5,
    currency: 'EUR',
    cbs_credit_arrangement_id: '',
  })
  output.print(`\nDirect URL of ${PROCESS} (a secret: paste it into the Mambu webhook)\n  ${url}`)
  output.print(`\nPOST, as Mambu sends it\n  content-type: application/json\n  ${body}`)
  const before = performance.now()
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-notifications-idempotency-key': randomUUID() },
    body,
  })
  const answer = await response.text()
  output.print(`\nAnswer after ${(performance.now() - before).toFixed(1)} ms\n  ${response.status} ${answer}`)
  if (response.status !== 200) return false
  return followTask(stack, loanId, output)
}

async function followTask(stack: Stack, loanId: string, output: Output): Promise<boolean> {
  const { namespace } = stack.temporal
  const handle = await untilStarted(stack, loanId)
  const temporal = `${relative(process.cwd(), stack.temporalCommand) || stack.temporalCommand} workflow`
  const at = `--address ${stack.temporal.connectionOptions.address} --namespace ${namespace} --workflow-id ${handle.workflowId}`
  const { runId } = await handle.describe()
  output.print('\nThe task')
  output.print(
    `  Web UI  ${stack.uiUrl ? workflowUrl(stack.uiUrl, namespace, handle.workflowId, runId) : 'set TEMPORAL_UI_URL to get the link here'}`,
  )
  output.print(`  show    ${temporal} show ${at}`)
  output.print(
    `  signal  ${temporal} signal ${at} --name approve --input '{"by":"bob","decision":"approve"}'`,
  )
  output.print('\nIts nodes, as they happen')

  const shown = new Set<string>()
  const end = Date.now() + DEADLINE_MS
  let approved = false
  let view: TaskView
  do {
    view = await readTask(stack.client, handle)
    for (const entry of view.trace ?? []) {
      const line = formatTraceEntry(entry)
      if (!shown.has(line)) output.print(`  ${line}`)
      shown.add(line)
    }
    if (!approved && view.trace?.some((entry) => entry.state === 'waiting')) {
      output.print('  (the demo approves as bob now; a task of your own waits for your signal)')
      await approve(stack, handle)
      approved = true
    }
    if (view.status === 'RUNNING') await sleep(50)
  } while (view.status === 'RUNNING' && Date.now() < end)
  output.print(`\nResult  ${view.status}\n  ${view.failure ?? JSON.stringify(view.result)}`)
  return view.status === 'COMPLETED' && isDisbursed(view.result)
}

/** As `startnode task --signal` does, so that it counts with APPROVALS=proved too. */
async function approve({ client, config }: Stack, handle: WorkflowHandle): Promise<void> {
  const action = { kind: 'signal', name: 'approve', args: [{ decision: 'approve' }] } as const
  const signer = { actor: 'cli:bob', key: config.signingKeys[0] as Buffer }
  await (await prepareOperation(client, handle, action, signer)).perform()
}

function isDisbursed(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'state' in result && result.state === 'disbursed'
}

async function untilStarted(stack: Stack, loanId: string) {
  const end = Date.now() + DEADLINE_MS
  for (;;) {
    try {
      return await findTask(stack.client, PROCESS, loanId)
    } catch (error) {
      if (Date.now() > end) throw error
      await sleep(20)
    }
  }
}

endProcess(await runCommand(terminal, false, () => demo(terminal, process.argv.includes('--once'))))
