import { type CostNumbers, measureCost } from './measure-cost.ts'
import { type MemoryNumbers, measureMemory } from './measure-memory.ts'
import { measureRates, type Rates } from './measure-rates.ts'
import { measureSteps, type StepNumbers } from './measure-steps.ts'
import { DIAGRAMS, openDiagramBench } from './open-bench.ts'

export interface DiagramNumbers {
  readonly cost: CostNumbers
  readonly steps: StepNumbers
  readonly memory: MemoryNumbers
  readonly rates: Rates
}

/** How much of each. */
export interface DiagramSize {
  readonly cost: Parameters<typeof measureCost>[2]
  readonly steps: Parameters<typeof measureSteps>[1]
  readonly memory: Parameters<typeof measureMemory>[1]
  readonly rates: Parameters<typeof measureRates>[2]
}

const SIZE: DiagramSize = {
  cost: { rounds: 5, tasks: 25 },
  steps: { rounds: 3, tasks: 10, seconds: 2 },
  memory: { diagrams: 500, tasks: 100 },
  rates: { mostSeconds: 10, holdSeconds: 20, atOnce: 40 },
}

/** All that `--diagrams` measures: some five minutes on two busy cores. */
export async function measureDiagrams(
  say: (text: string) => void,
  size: DiagramSize = SIZE,
): Promise<DiagramNumbers> {
  const bench = await openDiagramBench()
  try {
    const worker = await bench.addWorker(DIAGRAMS)
    const cost = await measureCost(bench, worker, size.cost, say)
    const steps = await measureSteps(worker, size.steps)
    say(
      `steps: ${Math.round(steps.stepsPerSecond)}/s; ${steps.workflowNodeUs.toFixed(1)} us a node in a workflow`,
    )
    const rates = await measureRates(bench, worker, size.rates, say)
    await worker.stop()
    const memory = await measureMemory(bench, size.memory)
    return { cost, steps, memory, rates }
  } finally {
    await bench.stop()
  }
}

/** What is judged against the same run, for the whole bench: short. */
export async function measureDiagramCost(say: (text: string) => void): Promise<CostNumbers> {
  const bench = await openDiagramBench()
  try {
    return await measureCost(bench, await bench.addWorker(DIAGRAMS), SIZE.cost, say)
  } finally {
    await bench.stop()
  }
}
