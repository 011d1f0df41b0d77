/** Scripts in real threads: one pool for a test file. */
import { afterAll } from 'vitest'
import type { CodeOutcome } from '../../../src/activities/code/code-input.ts'
import { type CodePool, createCodePool } from '../../../src/activities/code/code-pool.ts'
import type { JsonObject } from '../../../src/diagram/diagram.ts'

export interface CodeRuns {
  readonly pool: CodePool
  /** Runs a script; `timeLimitMs` is 5000 unless given. */
  run(source: string, data?: JsonObject, options?: RunOptions): Promise<CodeOutcome>
  /** What a script that must succeed put into `data`. */
  set(source: string, data?: JsonObject): Promise<JsonObject>
  /** The failure of a script that must fail, as `type tag: description`. */
  fail(source: string, data?: JsonObject, options?: RunOptions): Promise<string>
}

export interface RunOptions {
  readonly timeLimitMs?: number
  readonly root?: JsonObject
  readonly signal?: AbortSignal
}

/** @param size threads */
export function openCode(size = 2): CodeRuns {
  const pool = createCodePool({ size })
  afterAll(() => pool.close())
  const run: CodeRuns['run'] = (
    source,
    data = {},
    { timeLimitMs = 5000, root = {}, signal = new AbortController().signal } = {},
  ) =>
    pool.run({ source, dataText: JSON.stringify(data), rootText: JSON.stringify(root), timeLimitMs }, signal)
  return {
    pool,
    run,
    async set(source, data) {
      const outcome = await run(source, data)
      if (outcome.ok) return outcome.change.set
      throw new Error(`${source} failed: ${outcome.description}`)
    },
    async fail(source, data, options) {
      const outcome = await run(source, data, options)
      if (outcome.ok) throw new Error(`${source} did not fail: ${JSON.stringify(outcome.change)}`)
      return `${outcome.type} ${outcome.tag}: ${outcome.description}`
    },
  }
}
