/**
 * A client connection that can be closed at any time. The SDK's own `close` ends the whole process when a call waits
 * for its retry timer just then (`Channel has been shut down` is thrown outside any promise), so this one lets the
 * calls under way end first, and would rather leave the channel to the end of the process than close it under a call.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  type GrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client'

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number]

/** How long `close` waits for calls under way, ms. Longer than any deadline Startnode gives a call. */
const CLOSE_WITHIN_MS = 10_000

/** gRPC's own wait between two tries to connect grows to two minutes; a Temporal that is back must be found in seconds. */
const RECONNECT_SOON = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 1_000 }
/** gRPC status: Temporal asks us to slow down. */
const RESOURCE_EXHAUSTED = 8

const openCalls = new WeakMap<Connection, { count: number }>()
const limited = new WeakSet<Connection>()

/**
 * Opens a connection at its first call, with a `close` that is safe at any time.
 *
 * @param callDeadlineMs gives every call, retries included, this deadline in place of the one of `withDeadline`, and does
 * without the AsyncLocalStorage in which the SDK keeps what a call needs: the first use of one makes every promise of the
 * process dearer for good on Node 20, about a twelfth of the work of accepting a delivery.
 */
export function openPatientConnection(options: ConnectionOptions, callDeadlineMs?: number): Connection {
  const open = { count: 0 }
  const connection = PatientConnection.lazy({
    ...options,
    channelArgs: { ...RECONNECT_SOON, ...options.channelArgs },
    interceptors: [
      countCalls(open),
      ...(callDeadlineMs === undefined ? [] : [limitCalls(callDeadlineMs)]),
      ...(options.interceptors ?? [makeGrpcRetryInterceptor(retryOptions())]),
    ],
  })
  openCalls.set(connection, open)
  if (callDeadlineMs !== undefined) {
    limited.add(connection)
    keepContextOfOneTurn(connection.callContextStorage)
  }
  return connection
}

/** The SDK's own, but for waits of at most a second: what waits for its retry keeps `close` waiting. */
function retryOptions(): GrpcRetryOptions {
  const usual = defaultGrpcRetryOptions()
  return {
    ...usual,
    delayFunction: (attempt, status) => {
      const waitMs = usual.delayFunction(attempt, status)
      return status.code === RESOURCE_EXHAUSTED ? waitMs : Math.min(waitMs, 1_000)
    },
  }
}

class PatientConnection extends Connection {
  override withDeadline<T>(deadline: number | Date, call: () => Promise<T>): Promise<T> {
    return limited.has(this) ? call() : super.withDeadline(deadline, call)
  }

  override async close(): Promise<void> {
    const open = openCalls.get(this)
    const end = Date.now() + CLOSE_WITHIN_MS
    while (open && open.count > 0 && Date.now() < end) await sleep(10)
    if (open && open.count > 0) return
    await super.close()
  }
}

/** A call reads its context while it is made, so the context need not last longer than that. */
function keepContextOfOneTurn(storage: Connection['callContextStorage']): void {
  let current: ReturnType<typeof storage.getStore>
  storage.getStore = () => current
  storage.run = <R, A extends unknown[]>(
    context: NonNullable<typeof current>,
    call: (...args: A) => R,
    ...args: A
  ): R => {
    const before = current
    current = context
    try {
      return call(...args)
    } finally {
      current = before
    }
  }
}

/** Stands before the retry interceptor, so that all tries of a call share its deadline. */
function limitCalls(callDeadlineMs: number): Interceptor {
  return (options, nextCall) =>
    nextCall({ ...options, deadline: Date.now() + callDeadlineMs }) as ReturnType<Interceptor>
}

/** Stands before the retry interceptor, so it sees a call once, with its last status. */
function countCalls(open: { count: number }): Interceptor {
  return (options, nextCall) => {
    const call = nextCall(options)
    const start = call.start.bind(call)
    call.start = (metadata, listener) => {
      open.count += 1
      start(metadata, {
        ...listener,
        onReceiveStatus: (status) => {
          open.count -= 1
          listener?.onReceiveStatus?.(status)
        },
      })
    }
    return call as ReturnType<Interceptor>
  }
}
