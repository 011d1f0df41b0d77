/** Mambu's log of messages, with webhooks that failed; a resend is a real HTTP request to where it should have gone. */
import { randomUUID } from 'node:crypto'
import { invalid, page, refuse, type StandInAnswer } from './serve/answer.ts'
import { type Route, route } from './serve/route.ts'
import { search } from './serve/search.ts'
import { drawKey, now } from './serve/table.ts'

export interface NewFailedMessage {
  /** The URL of the webhook. */
  readonly destination: string
  /** Default: `POST`. */
  readonly method?: 'POST' | 'PUT' | 'PATCH'
  /** As the template gave it. */
  readonly body: string
  /** Default: `application/json`. */
  readonly contentType?: string
  /** Beyond content type and id, e.g. `authorization`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Default: `LOAN_APPROVAL`. */
  readonly event?: string
  /** Of the webhook in Mambu. Default: drawn, so that each message has its own. */
  readonly templateKey?: string
  /** Default: `INVALID_HTTP_RESPONSE`. */
  readonly failureReason?: string
  /** ISO 8601. Default: now. */
  readonly creationDate?: string
  /** Default: `WEB_HOOK`. */
  readonly type?: string
  /** Default: `FAILED`. */
  readonly state?: string
}

export interface StandInMessage {
  readonly [field: string]: unknown
  readonly encodedKey: string
  readonly destination: string
  readonly body: string
  state: string
  failureReason: string | null
  failureCause: string | null
  sendDate: string | null
  numRetries: number
}

interface HowToSend {
  readonly method: string
  readonly contentType: string
  readonly headers: Readonly<Record<string, string>>
}

/** A receiver that takes longer has failed. Milliseconds. */
const SEND_TIMEOUT_MS = 5_000

export class StandInCommunications {
  readonly messages: StandInMessage[] = []
  readonly #how = new Map<string, HowToSend>()
  readonly #sending = new Set<Promise<void>>()

  addMessage(message: NewFailedMessage): StandInMessage {
    const made: StandInMessage = {
      encodedKey: drawKey(),
      type: message.type ?? 'WEB_HOOK',
      state: message.state ?? 'FAILED',
      event: message.event ?? 'LOAN_APPROVAL',
      failureReason: message.failureReason ?? 'INVALID_HTTP_RESPONSE',
      failureCause: null,
      destination: message.destination,
      body: message.body,
      creationDate: message.creationDate ?? now(),
      sendDate: null,
      templateKey: message.templateKey ?? drawKey(),
      numRetries: 3,
    }
    const { method = 'POST', contentType = 'application/json', headers = {} } = message
    this.#how.set(made.encodedKey, { method, contentType, headers })
    this.messages.push(made)
    return made
  }

  readonly routes: readonly Route[] = [
    route('POST /communications/messages:search', ({ list, query }) => this.#search(query, list)),
    route('POST /communications/messages:searchSorted', ({ body, query }) =>
      this.#search(query, body.filterCriteria, body.sortingCriteria),
    ),
    route('GET /communications/messages/{key}', ({ ids: [key] }) => {
      const message = this.messages.find(({ encodedKey }) => encodedKey === key)
      return message ? { status: 200, body: message } : refuse(404, 5200, 'INVALID_MESSAGE_KEY', String(key))
    }),
    route('POST /communications/messages:resend', ({ body }) => this.#resend(body.messages)),
  ]

  #search(query: URLSearchParams, criteria: unknown, sorting?: unknown): StandInAnswer {
    const found = search(this.messages, criteria, sorting)
    return 'fault' in found ? invalid(found.fault) : page(query, found.rows)
  }

  #resend(keys: unknown): StandInAnswer {
    if (!Array.isArray(keys) || keys.length === 0) return invalid('messages')
    const messages = keys.map((key) => this.messages.find(({ encodedKey }) => encodedKey === key))
    if (messages.some((message) => message === undefined)) return invalid('messages')
    const failed = (messages as StandInMessage[]).filter(({ state }) => state === 'FAILED')
    for (const message of failed) {
      message.state = 'QUEUED'
      const sending = this.#send(message).finally(() => this.#sending.delete(sending))
      this.#sending.add(sending)
    }
    return { status: 202, body: null }
  }

  /** Ends what is being sent. */
  async settled(): Promise<void> {
    await Promise.all(this.#sending)
  }

  /** A manual resend has a new id, unlike a retry. */
  async #send(message: StandInMessage): Promise<void> {
    const how = this.#how.get(message.encodedKey) as HowToSend
    message.numRetries = 0
    try {
      const response = await fetch(message.destination, {
        method: how.method,
        headers: {
          'content-type': how.contentType,
          'x-notifications-idempotency-key': randomUUID(),
          ...how.headers,
        },
        body: message.body,
        redirect: 'manual',
        signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
      })
      await response.body?.cancel()
      message.state = response.ok ? 'SENT' : 'FAILED'
      message.failureReason = response.ok ? null : 'INVALID_HTTP_RESPONSE'
      message.failureCause = response.ok ? null : String(response.status)
      if (response.ok) message.sendDate = now()
    } catch {
      message.state = 'FAILED'
      message.failureReason = 'HTTP_ERROR_WHILE_SENDING'
    }
  }
}
