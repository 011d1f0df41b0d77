/** The forwarder against the loop anyone would write, on one Temporal without a worker, in turn, three to five rounds. */
import { fileURLToPath } from 'node:url'
import { plainEnv, startChild } from '../helpers/child-process.ts'
import { startStackProcesses } from '../helpers/stack-processes.ts'
import { TYPESCRIPT } from '../helpers/typescript.ts'
import type { StartsOptions } from './run-starts.ts'

const ROUNDS = 5
const LEAST_ROUNDS = 3
const BUDGET_MS = 40_000
const STARTS = 2_000
const CONCURRENCY = 32

export interface ForwarderNumbers {
  /** Tasks started per second, one number per round. */
  readonly forwarder: number[]
  readonly loop: number[]
  readonly concurrency: number
}

export async function measureForwarder(say: (text: string) => void): Promise<ForwarderNumbers> {
  const stack = await startStackProcesses({ temporal: 'own', inMemory: true })
  try {
    const numbers = { forwarder: [] as number[], loop: [] as number[], concurrency: CONCURRENCY }
    const options = { address: stack.env.TEMPORAL_ADDRESS as string, concurrency: CONCURRENCY }
    await runStarts({ ...options, by: 'loop', name: 'WARM', starts: 500 })
    const end = performance.now() + BUDGET_MS
    for (let round = 1; round <= ROUNDS; round += 1) {
      if (round > LEAST_ROUNDS && performance.now() > end) break
      for (const by of ['forwarder', 'loop'] as const) {
        const perSecond = await runStarts({ ...options, by, name: `${by}-${round}`, starts: STARTS })
        numbers[by].push(perSecond)
        say(`round ${round} ${by}: ${Math.round(perSecond)} starts/s`)
      }
    }
    return numbers
  } finally {
    await stack.stop()
  }
}

async function runStarts(options: StartsOptions): Promise<number> {
  const script = fileURLToPath(new URL('run-starts.ts', import.meta.url))
  const child = startChild([...TYPESCRIPT, script, JSON.stringify(options)], { env: plainEnv() })
  const { code } = await child.ended
  if (code !== 0) throw new Error(`The starts failed: ${child.stderr()}`)
  return Number(child.stdout())
}
