/**
 * Sends a body to a process as Mambu would: through the core of this receiver, at the real direct URL, with the real
 * credentials. It becomes a real task; its delivery key marks it as a test, and the counters that stand for Mambu leave
 * it out.
 */

import { StartnodeError } from '../errors/startnode-error.ts'
import { drawTestKey } from '../process/ids/test-key.ts'
import type { BodyFormat } from '../process/task.ts'
import {
  asRecord,
  type CallHeader,
  CONTENT_TYPES,
  type Credentials,
  credentialHeaders,
  curlOf,
  identityHeaders,
  readCredentials,
  showCredentials,
} from '../processes/direct-call.ts'
import { directUrlsOf } from '../processes/direct-urls-of.ts'
import { maskUrls } from '../processes/mask.ts'
import type { ProcessParts } from '../processes/process-parts.ts'
import type { Receiver } from '../receiver/receiver.ts'
import { currentSettings } from '../settings/settings-access.ts'

/** Sends through this receiver's own core. */
export interface TryParts extends ProcessParts {
  readonly receiver: Receiver
}

export interface Trial {
  readonly process: string
  /** The process, or an `@alias` of it: whose direct URL is called. */
  readonly on: string
  readonly format: BodyFormat
  readonly body: string
  /** False: without credentials, to see that it is refused. */
  readonly credentials: boolean
  /** Where the Start node reads the ref from a header. */
  readonly ref: string | null
}

export interface TrialResult {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Until the answer was ready. */
  readonly ms: number
  /** `obj_id` of the answer; null: it was refused, or the process replied something of its own. */
  readonly taskId: string | null
  /** Id of its entry in quarantine; null: it is not there. */
  readonly entryId: string | null
  /** The same call from a shell; what the caller may not see is masked, a secret variable stays its reference. */
  readonly curl: string
}

/**
 * @param full the caller may see direct URL and credentials
 * @throws StartnodeError `process_unknown`, `url_off`
 */
export async function tryProcess(parts: TryParts, trial: Trial, full: boolean): Promise<TrialResult> {
  const { process, on, format, body } = trial
  const startNode = parts.startNodes.get(process)
  if (startNode === undefined)
    throw new StartnodeError('process_unknown', `This receiver serves no process '${process}'`)
  const snapshot = currentSettings(parts)
  const urls = directUrlsOf(parts.publicUrl, parts.signingKeys, snapshot, on)
  if (urls === null) throw new StartnodeError('url_off', `The direct URL of ${on} is off: switch it on first`)
  const credentials: Credentials = trial.credentials
    ? readCredentials(snapshot, process, parts.encryptionKeys)
    : { type: 'none' }
  const shared: CallHeader[] = [
    { name: 'content-type', value: CONTENT_TYPES[format] },
    ...identityHeaders(startNode, drawTestKey(), trial.ref),
  ]
  const bytes = Buffer.from(body)
  let entryId: string | null = null
  const began = performance.now()
  const answer = await parts.receiver.handle({
    method: 'POST',
    path: urls[format].slice(parts.publicUrl.length),
    headers: asRecord([...shared, ...credentialHeaders(credentials)]),
    source: null,
    test: true,
    onLogged({ code, taskId }) {
      if (code !== 'accepted') entryId = taskId
    },
    readBody(maxBytes, done) {
      done(bytes.length > maxBytes ? new StartnodeError('body_too_large') : null, bytes)
    },
  })
  const shownUrl = (full ? urls : maskUrls(urls))[format]
  return {
    status: answer.status,
    headers: answer.headers,
    body: answer.body,
    ms: Math.round((performance.now() - began) * 100) / 100,
    taskId: readObjId(answer.body),
    entryId,
    curl: curlOf(shownUrl, shared, showCredentials(credentials, full).curl, body),
  }
}

function readObjId(body: string): string | null {
  try {
    const { ops } = JSON.parse(body) as { ops?: { obj_id?: unknown } }
    return typeof ops?.obj_id === 'string' ? ops.obj_id : null
  } catch {
    return null
  }
}
