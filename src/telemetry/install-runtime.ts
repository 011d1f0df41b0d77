import { DefaultLogger, type LogLevel, Runtime } from '@temporalio/worker'
import type { Logger } from './logger.ts'
import { withoutContent } from './without-content.ts'

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const

/**
 * The least level of the SDK that `log` would write: what is below need not cross from native code. Never TRACE: there
 * the SDK writes every payload, decrypted.
 */
function sdkLevel(log: Logger): LogLevel {
  const levels = (Object.keys(LEVELS) as LogLevel[]).filter((level) => level !== 'TRACE')
  const found = levels.find((level) => log.isLevelEnabled(LEVELS[level]))
  return found ?? 'ERROR'
}

/**
 * Sends the SDK's logs, native ones included, through our logger, and leaves the signals of the process to us: our own
 * order of stopping rules (receiver first). Temporal has one runtime per process, so call this before the first
 * connection of a worker; later calls do nothing.
 *
 * @param metricsAddress where the SDK's metrics are served for Prometheus, e.g. `127.0.0.1:9464`. Default: nowhere.
 * Where nobody can listen there the worker is at work without them, and the log says so: a new worker may start before the old one ends
 */
export function installRuntime(log: Logger, metricsAddress: string | null = null): void {
  if (Runtime._instance !== undefined) return
  const level = sdkLevel(log)
  const install = (metrics: { readonly prometheus: { readonly bindAddress: string } } | null) =>
    Runtime.install({
      shutdownSignals: [],
      logger: new DefaultLogger(level, (entry) =>
        log[LEVELS[entry.level]](withoutContent(entry.meta ?? {}), entry.message),
      ),
      telemetryOptions: {
        logging: { forward: {}, filter: { core: level, other: 'ERROR' } },
        ...(metrics === null ? {} : { metrics }),
      },
    })
  try {
    install(metricsAddress === null ? null : { prometheus: { bindAddress: metricsAddress } })
  } catch (error) {
    if (metricsAddress === null) throw error
    log.error(
      { err: error, metricsAddress },
      'metrics are not served: nobody can listen at WORKER_METRICS_ADDRESS',
    )
    install(null)
  }
}
