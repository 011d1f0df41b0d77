import { KEY_KEPT_MS } from '../../client/idempotency-key.ts'
import { refuse, type StandInAnswer } from './answer.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i

/** A key is answered once for six hours: the same again gives the same answer, or 102 while the first still runs. */
export class IdempotencyKeys {
  readonly #answered = new Map<string, { readonly answer: StandInAnswer; readonly until: number }>()
  readonly #running = new Set<string>()
  #hold: Promise<void> | null = null

  async answerOnce(key: string | null, run: (key: string) => StandInAnswer): Promise<StandInAnswer> {
    if (!key || !UUID.test(key)) return refuse(400, 4, 'INVALID_PARAMETERS', 'Idempotency-Key')
    const known = this.#answered.get(key)
    if (known && known.until > Date.now()) return known.answer
    if (this.#running.has(key)) return { status: 102, body: null }
    this.#running.add(key)
    try {
      const held = this.#hold
      this.#hold = null
      await held
      // What was answered is kept as it was, however the entity changes later.
      const answer = structuredClone(run(key))
      // A refused request is not kept: Mambu runs it again under the same key.
      if (answer.status < 300) this.#answered.set(key, { answer, until: Date.now() + KEY_KEPT_MS })
      return answer
    } finally {
      this.#running.delete(key)
    }
  }

  /** Holds the next request until the returned function is called. */
  holdNext(): () => void {
    let release = () => {}
    this.#hold = new Promise((resolve) => {
      release = resolve
    })
    return () => release()
  }

  forget(): void {
    this.#answered.clear()
  }
}
