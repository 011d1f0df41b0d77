import type { Response } from 'express'

/** Server-sent events on one response. */
export interface EventStream {
  /** Sends one event, or drops it when the reader is too slow: memory must not grow with a sleeping browser. */
  send(event: string, data: unknown, id: string): void
  onClose(listener: () => void): void
}

/** Proxies give up on a silent connection after a minute. */
const HEARTBEAT_MS = 15_000
const MAX_UNREAD_BYTES = 1_048_576
/** A session may have ended meanwhile: the reader connects again and is asked again. */
const LASTS_MS = 15 * 60_000

export function openEventStream(response: Response): EventStream {
  response.status(200).set({
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
    connection: 'keep-alive',
  })
  response.flushHeaders()
  response.write(': open\n\n')
  const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS)
  const end = setTimeout(() => response.end(), LASTS_MS)
  end.unref()
  heartbeat.unref()
  const onClose = (listener: () => void) => {
    // The reader may have left while its log-in was checked: then nothing tells of it any more.
    if (response.destroyed) listener()
    else response.on('close', listener)
  }
  onClose(() => {
    clearInterval(heartbeat)
    clearTimeout(end)
  })
  return {
    send(event, data, id) {
      if (response.writableLength > MAX_UNREAD_BYTES) return
      response.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    },
    onClose,
  }
}
