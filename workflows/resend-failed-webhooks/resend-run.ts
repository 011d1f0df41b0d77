import type { CommunicationMessage } from '../../activities/mambu.ts'
import type { Task } from '../../src/process/task.ts'
import { setState } from '../../src/workflows/nodes/index.ts'
import { type BatchOutcome, resendBatch } from './resend-batch.ts'
import {
  countResend,
  isSpent,
  type ResendMemories,
  remember,
  type SkipReason,
  templateOf,
  whyFailed,
} from './resend-plan.ts'

/** What became of the failed messages of one template. */
export interface TemplateReport {
  /** Key of the template. */
  readonly template: string
  readonly event: string | null
  readonly found: number
  readonly resent: number
  readonly delivered: number
  readonly failedAgain: number
  readonly underWay: number
  /** Why the last of them failed again; null: none did. */
  readonly why: string | null
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>
}

/** Where runs leave to the next one what they resent. */
export const RESEND_MEMORY = { process: 'resend-failed-webhooks', ref: 'resends' } as const

/** What one run did, message by message. */
export class ResendRun {
  readonly resent: CommunicationMessage[] = []
  readonly #task: Task
  readonly #failed: readonly CommunicationMessage[]
  readonly #before: ResendMemories
  readonly #skipped = new Map<SkipReason, CommunicationMessage[]>()
  readonly #outcomes = new Map<string, 'delivered' | 'failedAgain' | 'underWay'>()
  readonly #why = new Map<string, string>()
  #batches = 0

  constructor(task: Task, failed: readonly CommunicationMessage[], before: ResendMemories) {
    this.#task = task
    this.#failed = failed
    this.#before = before
  }

  skip(message: CommunicationMessage, reason: SkipReason): void {
    this.#skipped.set(reason, [...this.skipped(reason), message])
  }

  skipped(reason: SkipReason): readonly CommunicationMessage[] {
    return this.#skipped.get(reason) ?? []
  }

  async resend(messages: readonly CommunicationMessage[]): ReturnType<typeof resendBatch> {
    // Remembered first: a run that dies here has resent them for all that the next one knows
    await this.remember(messages)
    this.#batches += 1
    const outcome = await resendBatch(this.#task.taskId, this.#batches, messages)
    if (typeof outcome === 'string') this.resent.splice(-messages.length)
    else if (outcome === null) this.#settle({ delivered: [], failedAgain: [], underWay: messages })
    else this.#settle(outcome)
    return outcome
  }

  #settle(outcome: BatchOutcome): void {
    for (const kind of ['delivered', 'failedAgain', 'underWay'] as const)
      for (const message of outcome[kind]) {
        this.#outcomes.set(message.key, kind)
        if (kind === 'failedAgain') this.#why.set(message.key, whyFailed(message))
      }
  }

  /** Messages that failed again as often as they may, for the first time. */
  givenUp(maxResends: number): readonly CommunicationMessage[] {
    return this.resent.filter((message) => {
      const why = this.#why.get(message.key)
      return why !== undefined && isSpent(countResend(message, this.#before[message.key], 0), why, maxResends)
    })
  }

  /** Messages that no resend can help, for the first time. */
  newlyHopeless(): readonly CommunicationMessage[] {
    return this.skipped('hopeless').filter(({ key }) => this.#before[key] === undefined)
  }

  /** @param next messages that are about to be resent */
  async remember(next: readonly CommunicationMessage[]): Promise<void> {
    this.resent.push(...next)
    const isOpen = ({ key }: CommunicationMessage) => this.#outcomes.get(key) !== 'delivered'
    const failed = this.#failed.filter(isOpen)
    const isNothing = this.#failed.length === 0 && Object.keys(this.#before).length === 0
    if (isNothing) return
    const hopeless = this.skipped('hopeless')
    const memories = remember(
      this.#before,
      failed,
      { resent: this.resent.filter(isOpen), hopeless },
      Date.now(),
    )
    await setState('Remember the resends', RESEND_MEMORY, memories)
  }

  reports(): readonly TemplateReport[] {
    return [...new Set(this.#failed.map(templateOf))].map((template) => this.#reportOf(template))
  }

  #reportOf(template: string): TemplateReport {
    const isOurs = (message: CommunicationMessage) => templateOf(message) === template
    const resent = this.resent.filter(isOurs)
    const count = (kind: string) => resent.filter(({ key }) => this.#outcomes.get(key) === kind).length
    const skipped = [...this.#skipped].map(([reason, all]) => [reason, all.filter(isOurs).length] as const)
    const found = this.#failed.filter(isOurs)
    return {
      template,
      event: found[0]?.event ?? null,
      found: found.length,
      resent: resent.length,
      delivered: count('delivered'),
      failedAgain: count('failedAgain'),
      underWay: count('underWay'),
      why: resent.map(({ key }) => this.#why.get(key)).findLast((why) => why !== undefined) ?? null,
      skipped: Object.fromEntries(skipped.filter(([, number]) => number > 0)),
    }
  }
}
