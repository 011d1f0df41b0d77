import { fileURLToPath } from 'node:url'
import { plainEnv, startChild } from '../helpers/child-process.ts'
import { TYPESCRIPT } from '../helpers/typescript.ts'

export interface LoadOptions {
  readonly url: string
  /** Begins every ref: give each run another one. */
  readonly name: string
  /** Prepared bodies per connection; a connection begins again after the last. */
  readonly bodiesEach: number
  /** Default 50. */
  readonly connections?: number
  /** Requests in all. */
  readonly amount: number
}

export interface LoadResult {
  /** Answered 2xx per second. */
  readonly perSecond: number
  /** Milliseconds. */
  readonly p99: number
  readonly accepted: number
  /** Answers that were not 2xx. */
  readonly refused: number
}

/** Runs the load generator as a second process to its end. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const script = fileURLToPath(new URL('load-generator.ts', import.meta.url))
  const child = startChild([...TYPESCRIPT, script, JSON.stringify(options)], { env: plainEnv() })
  const { code } = await child.ended
  if (code !== 0) throw new Error(`The load generator failed: ${child.stderr()}`)
  return JSON.parse(child.stdout()) as LoadResult
}
