/**
 * Delivers events as Mambu does: a queue, tries with growing delays, a breaker, resends by hand. Knows no HTTP and no
 * clock of its own, so that it can be held to its rules in no time.
 */
import { type Breaker, beginTry, CLOSED_BREAKER, endTry, waitOfBreaker } from './breaker.ts'
import { type DeliveryRules, retryDelayMs } from './delivery-rules.ts'
import type { Message, TryResult } from './message.ts'
import { makeReport, type SimulationReport } from './report.ts'

export interface SimulationOptions {
  readonly rules: DeliveryRules
  /** Events in all. */
  readonly events: number
  /** Events a second. */
  readonly rate: number
  /** Messages under way at the same time. 1: the next one goes when the one before was answered, as in 2021. */
  readonly parallel: number
  /** How often what is FAILED is resent by hand. */
  readonly resends: number
  /** The answer of every so many-th try gets lost on its way: accepted, and sent again. 0: none. */
  readonly loseAnswerEvery: number
}

export interface SimulationPorts {
  /** Body of an event, from 1. */
  body(number: number): string
  /** Sends once. @param id delivery id */
  send(body: string, id: string): Promise<TryResult>
  /** Draws a delivery id. */
  drawId(): string
  /** Milliseconds, any origin. */
  now(): number
  sleep(ms: number): Promise<void>
}

/** Looking again for something to do, ms. */
const LOOK_AGAIN_MS = 5

/**
 * Runs until every event is SENT or FAILED for good.
 *
 * @example
 * await simulate({ rules: MAMBU_RULES, events: 20, rate: 10, parallel: 1, resends: 0, loseAnswerEvery: 0 }, ports)
 */
export async function simulate(
  options: SimulationOptions,
  ports: SimulationPorts,
): Promise<SimulationReport> {
  const simulation = new Simulation(options, ports)
  await simulation.run()
  return simulation.report()
}

class Simulation {
  readonly #options: SimulationOptions
  readonly #ports: SimulationPorts
  readonly #messages: Message[] = []
  /** Waiting, the next one first. */
  readonly #queue: Message[] = []
  readonly #results: TryResult[] = []
  #breaker: Breaker = CLOSED_BREAKER
  #underWay = 0
  /** Clock time since when somebody waits for the breaker; null: nobody does. */
  #waitsSince: number | null = null
  #waitedMs = 0

  constructor(options: SimulationOptions, ports: SimulationPorts) {
    this.#options = options
    this.#ports = ports
    const start = ports.now()
    for (let number = 1; number <= options.events; number++) {
      this.#messages.push({
        number,
        body: ports.body(number),
        id: ports.drawId(),
        tried: 0,
        triedInAll: 0,
        resends: 0,
        dueAt: start + ((number - 1) * 1_000) / options.rate,
        state: 'WAITING',
        taskIds: new Map(),
      })
    }
    this.#queue.push(...this.#messages)
  }

  async run(): Promise<void> {
    await this.#deliver()
    for (let round = 0; round < this.#options.resends; round++) {
      const failed = this.#messages.filter(({ state }) => state === 'FAILED')
      for (const message of failed) this.#resend(message)
      await this.#deliver()
    }
  }

  report(): SimulationReport {
    const { slowMs } = this.#options.rules
    return makeReport(this.#messages, this.#results, this.#breaker, { slowMs, waitedMs: this.#waitedMs })
  }

  #resend(message: Message): void {
    Object.assign(message, { id: this.#ports.drawId(), tried: 0, state: 'WAITING' })
    message.resends += 1
    this.#enqueue(message, this.#ports.now())
  }

  async #deliver(): Promise<void> {
    await Promise.all(Array.from({ length: this.#options.parallel }, () => this.#sendOnAndOn()))
  }

  async #sendOnAndOn(): Promise<void> {
    while (this.#queue.length > 0 || this.#underWay > 0) {
      const waitMs = this.#waitMs()
      if (waitMs > 0) await this.#ports.sleep(waitMs)
      else await this.#try(this.#queue.shift() as Message)
    }
  }

  /** Milliseconds until there may be something to send. */
  #waitMs(): number {
    const next = this.#queue[0]
    if (next === undefined) return LOOK_AGAIN_MS
    const now = this.#ports.now()
    if (next.dueAt > now) return next.dueAt - now
    const breakerMs = waitOfBreaker(this.#breaker, now) ?? LOOK_AGAIN_MS
    if (breakerMs > 0) this.#waitsSince ??= now
    else if (this.#waitsSince !== null) {
      this.#waitedMs += now - this.#waitsSince
      this.#waitsSince = null
    }
    return breakerMs
  }

  async #try(message: Message): Promise<void> {
    const { rules, loseAnswerEvery } = this.#options
    const before = this.#breaker
    this.#breaker = beginTry(before)
    const wasTrial = before.state === 'open'
    this.#underWay += 1
    const answered = await this.#ports.send(message.body, message.id)
    this.#underWay -= 1
    noteTask(message, answered)
    const isLost = loseAnswerEvery > 0 && (this.#results.length + 1) % loseAnswerEvery === 0
    const result = isLost
      ? { ...answered, status: null, reason: 'the answer got lost (simulated)' }
      : answered
    this.#results.push(result)
    const good = result.status !== null && result.status >= 200 && result.status < 300
    const now = this.#ports.now()
    this.#breaker = endTry(this.#breaker, { bad: !good || result.ms > rules.slowMs, wasTrial, now }, rules)
    message.tried += 1
    message.triedInAll += 1
    const delayMs = good ? null : retryDelayMs(message.tried, rules)
    if (good) message.state = 'SENT'
    else if (delayMs === null) message.state = 'FAILED'
    else this.#enqueue(message, now + delayMs)
  }

  #enqueue(message: Message, dueAt: number): void {
    message.dueAt = dueAt
    const later = this.#queue.findIndex((other) => other.dueAt > dueAt)
    this.#queue.splice(later === -1 ? this.#queue.length : later, 0, message)
  }
}

function noteTask({ id, taskIds }: Message, { taskId }: TryResult): void {
  if (taskId === null) return
  const known = taskIds.get(id)
  if (known === undefined) taskIds.set(id, new Set([taskId]))
  else known.add(taskId)
}
