import type { WaitingRecord } from '../inbox/inbox-contract.ts'

/** What became of the tries of a delivery that is still in the inbox. */
export interface LaneTrouble {
  readonly seq: number
  readonly tries: number
  /** Of the last try. */
  readonly reason: string
  /** ISO 8601. */
  readonly lastAt: string
}

/** Remembers how often the first delivery of a lane was tried in vain; no more of them than the window has lanes. */
export class LaneTroubles {
  readonly #troubles = new Map<string, LaneTrouble>()

  note({ lane, seq }: WaitingRecord, reason: string): void {
    const known = this.#troubles.get(lane)
    const tries = known?.seq === seq ? known.tries + 1 : 1
    this.#troubles.set(lane, { seq, tries, reason, lastAt: new Date().toISOString() })
  }

  forget(lane: string): void {
    this.#troubles.delete(lane)
  }

  /** Null: it was not tried, or not in vain. */
  of({ lane, seq }: WaitingRecord): LaneTrouble | null {
    const trouble = this.#troubles.get(lane)
    return trouble?.seq === seq ? trouble : null
  }
}
