/** Logs: JSON lines, or pretty on a terminal. Signatures and credentials never reach them, whoever logs a path. */
import { type Logger, pino } from 'pino'
import pretty from 'pino-pretty'

export type { Logger }

/** The signature is the last part of a direct URL or callback URL; it opens the door, so it is never written. */
const SIGNED_PATH = /(\/(?:public|callback)\/[^/\s"?]+\/)[0-9a-fA-F]{8,}/g

const REDACTED = [
  'authorization',
  'cookie',
  'x-api-key',
  'apikey',
  'password',
  'pass',
  'secret',
  'signature',
  'signingKeys',
  'apiKey',
]

/** Characters written at once, at most what sonic-boom writes (16 KiB): a write per few lines costs a receiver a twentieth of its work. */
const LOG_BLOCK = 15_360

/** Replaces what must not be read in one line of log; exported so that a test can try hostile lines. */
export function maskSecrets(line: string): string {
  return line.replace(SIGNED_PATH, '$1***')
}

/**
 * Makes the logger of a process.
 *
 * @param level pino's level, e.g. `info`
 * @param forPeople pretty print, in colours on a terminal (default: when standard error is one and not in production)
 */
export function createLogger(
  level: string,
  forPeople = process.stderr.isTTY && process.env.NODE_ENV !== 'production',
): Logger {
  const stream = forPeople
    ? pretty({
        destination: 2,
        ignore: 'pid,hostname',
        translateTime: 'HH:MM:ss.l',
        colorize: process.stderr.isTTY === true && !process.env.NO_COLOR,
        sync: true,
      })
    : pino.destination({ dest: 2, sync: false, minLength: LOG_BLOCK })
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: REDACTED.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
        censor: '***',
      },
      hooks: { streamWrite: maskSecrets },
    },
    stream,
  )
  // Lines are written in blocks; without this the last second of a quiet server would stay unwritten.
  if (!forPeople) setInterval(() => logger.flush(), 250).unref()
  return logger
}

/**
 * Writes finished lines to where `log` writes, past its formatting and its search for secrets: for a caller that
 * writes thousands a second and knows all that is in them.
 *
 * @returns takes one line of JSON with its newline
 */
export function lineWriterOf(log: Logger): (line: string) => void {
  const stream = (log as unknown as Record<symbol, { write(text: string): void }>)[pino.symbols.streamSym]
  if (stream === undefined) throw new TypeError('This is no logger of createLogger')
  return (line) => stream.write(line)
}
