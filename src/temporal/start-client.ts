/**
 * A workflow client that can say which request a start or a signal is.
 *
 * Temporal keeps the `requestId` with the run: the same request sent again gives the same run back and starts
 * nothing, which is what makes a retry safe. The SDK draws a new one for every call and has no option for it, so this
 * overrides one protected method; test/temporal/start-client.test.ts fails when an SDK upgrade breaks that.
 * Must never call without a deadline: against a dead server the SDK retries for many seconds (measured: 18.8 s).
 */
import {
  WorkflowClient,
  type WorkflowClientOptions,
  WorkflowNotFoundError,
  type WorkflowStartInput,
} from '@temporalio/client'
import type { SearchAttributePair } from '@temporalio/common'
import { encodeToPayloadsWithContext } from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js'
import { TemporalRefusedError } from '../errors/temporal-errors.ts'
import { encloseAll } from '../process/letter.ts'
import { CLIENT_LETTERS, createHead } from './codec/client-letters.ts'
import { writesLetters } from './codec/writes-letters.ts'
import { grpcFailureOf } from './grpc-failure.ts'
import { MPO_REF } from './search-attributes.ts'

const REQUEST_ID = Symbol('startnode.requestId')
/** gRPC's limit is 4 MiB a message. Beyond, the server's answer looks like overload and is retried in vain. */
const MAX_PAYLOAD_BYTES = 4 * 1024 * 1024 - 64 * 1024

/** One start. Every field but deadline and delay is the same in every retry. */
export interface TaskStart {
  readonly workflowType: string
  readonly workflowId: string
  readonly requestId: string
  readonly reuse: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE'
  readonly taskQueue: string
  readonly arg: unknown
  readonly memo?: Record<string, unknown>
  readonly searchAttributes?: SearchAttributePair[]
  readonly staticSummary?: string
  readonly staticDetails?: string
  /** Milliseconds from now until the workflow begins. */
  readonly startDelay?: number
  /** Milliseconds for the call, retries of the SDK included. */
  readonly deadlineMs: number
}

/** One run of a workflow id, and how long (ms) the call about it may take. */
export interface RunCall {
  readonly workflowId: string
  /** Default: the latest run. */
  readonly runId?: string
  readonly deadlineMs: number
}

/** What we need to know of a run. */
export interface RunState {
  readonly runId: string
  /** Workflow type. */
  readonly type: string
  readonly open: boolean
  /** First run of its chain: the same after a reset and after continue-as-new. Empty where the server tells none. */
  readonly firstRunId: string
  readonly memo: Readonly<Record<string, unknown>>
  /** What stands for the ref; null: there is none, or the namespace has no attribute for it. */
  readonly refInId: string | null
}

/** @example new StartClient({ connection, namespace, dataConverter }) */
export class StartClient extends WorkflowClient {
  /** Its starts carry letters where the data converter is one of ours that encrypts. */
  constructor(options?: WorkflowClientOptions) {
    super(writesLetters(options?.dataConverter) ? { ...options, interceptors: [CLIENT_LETTERS] } : options)
  }

  /**
   * Starts one workflow; the same requestId and workflow id again give the same run id, whether it runs or has closed
   * (as long as it is the latest run of that id).
   *
   * @throws WorkflowExecutionAlreadyStartedError when another request started a run that the reuse policy protects
   * @throws ServiceError with the gRPC error as its cause
   */
  async startTask(start: TaskStart): Promise<{ runId: string }> {
    const { workflowType, requestId, reuse, arg, searchAttributes, deadlineMs, ...options } = start
    const identified = { ...options, [REQUEST_ID]: requestId }
    const handle = await this.withDeadline(Date.now() + deadlineMs, () =>
      this.start(workflowType, {
        ...identified,
        args: [arg],
        ...(searchAttributes === undefined ? {} : { typedSearchAttributes: searchAttributes }),
        workflowIdReusePolicy: reuse,
        workflowIdConflictPolicy: 'FAIL',
      }),
    )
    return { runId: handle.firstExecutionRunId }
  }

  /**
   * Signals one run; the same requestId again is delivered once.
   *
   * @returns false when that run is closed or unknown: nothing was delivered
   */
  async signalRun(
    signal: Required<RunCall> & {
      readonly signal: string
      readonly arg: unknown
      readonly requestId: string
    },
  ): Promise<boolean> {
    const { workflowId, runId, requestId } = signal
    const context = this.workflowSerializationContext(workflowId)
    const isLettered = writesLetters(this.options.dataConverter)
    const args = isLettered ? encloseAll([signal.arg], createHead('signal', signal.signal)) : [signal.arg]
    const payloads = (await encodeToPayloadsWithContext(this.dataConverter, context, args)) ?? []
    assertSendable(payloads)
    return this.whenFound(signal.deadlineMs, false, async () => {
      await this.workflowService.signalWorkflowExecution({
        namespace: this.options.namespace,
        identity: this.options.identity,
        workflowExecution: { workflowId, runId },
        requestId,
        signalName: signal.signal,
        input: { payloads },
      })
      return true
    })
  }

  /** State of a run, strongly consistent (a visibility query is not); null when there is none. */
  async describeRun({ workflowId, runId, deadlineMs }: RunCall): Promise<RunState | null> {
    try {
      const run = await this.withDeadline(Date.now() + deadlineMs, () =>
        this.getHandle(workflowId, runId).describe(),
      )
      return {
        runId: run.runId,
        type: run.type,
        open: run.closeTime === undefined,
        firstRunId: run.raw.workflowExecutionInfo?.firstRunId ?? '',
        memo: run.memo ?? {},
        refInId: run.typedSearchAttributes.get(MPO_REF) ?? null,
      }
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null
      throw error
    }
  }

  protected override async createStartWorkflowRequest(input: WorkflowStartInput) {
    const request = await super.createStartWorkflowRequest(input)
    assertSendable(request.input?.payloads)
    const requestId = (input.options as { [REQUEST_ID]?: string })[REQUEST_ID]
    return requestId === undefined ? request : { ...request, requestId }
  }

  /** Runs a raw call; `otherwise` when the workflow is not found. A missing namespace is an error, not that. */
  private async whenFound<T, U>(deadlineMs: number, otherwise: U, call: () => Promise<T>): Promise<T | U> {
    try {
      return await this.withDeadline(Date.now() + deadlineMs, call)
    } catch (error) {
      const failure = grpcFailureOf(error)
      if (failure?.code === 'NOT_FOUND' && !/namespace/i.test(failure.details)) return otherwise
      throw error
    }
  }
}

/** @throws TemporalRefusedError for payloads no server would read */
function assertSendable(payloads: readonly { data?: Uint8Array | null }[] | null | undefined): void {
  const bytes = (payloads ?? []).reduce((sum, { data }) => sum + (data?.length ?? 0), 0)
  if (bytes > MAX_PAYLOAD_BYTES) throw new TemporalRefusedError(`its argument has ${bytes} bytes`)
}
