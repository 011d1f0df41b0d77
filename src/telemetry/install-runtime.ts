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
 */
export function installRuntime(log: Logger): void {
  if (Runtime._instance !== undefined) return
  const level = sdkLevel(log)
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger(level, (entry) =>
      log[LEVELS[entry.level]](withoutContent(entry.meta ?? {}), entry.message),
    ),
    telemetryOptions: {
      logging: { forward: {}, filter: { core: level, other: 'ERROR' } },
    },
  })
}
