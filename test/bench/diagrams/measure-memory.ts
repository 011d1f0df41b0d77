/** Memory of a worker with many diagrams against one with a single one. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readMemory } from '../../helpers/child-process.ts'
import { forEachAtOnce } from '../../helpers/for-each-at-once.ts'
import type { DiagramBench } from './open-bench.ts'
import { writeVariants } from './write-variants.ts'

const MIB = 1024 * 1024
const AT_ONCE = 10

export interface MemoryNumbers {
  readonly diagrams: number
  /** Of their files, KiB for each. */
  readonly fileKib: number
  /** Anonymous memory of the worker, MiB, when it is ready. */
  readonly oneMib: number
  readonly manyMib: number
  /** After as many tasks on each: of one diagram, and of `tasks` different ones. */
  readonly oneRunMib: number
  readonly manyRunMib: number
  readonly tasks: number
}

/** @param size.tasks that each worker runs, not more than there are diagrams */
export async function measureMemory(
  bench: DiagramBench,
  size: { readonly diagrams: number; readonly tasks: number },
): Promise<MemoryNumbers> {
  const one = await measureWorker(bench, 1, size.tasks)
  const many = await measureWorker(bench, size.diagrams, size.tasks)
  return {
    diagrams: size.diagrams,
    fileKib: many.bytes / size.diagrams / 1024,
    oneMib: one.ready / MIB,
    manyMib: many.ready / MIB,
    oneRunMib: one.run / MIB,
    manyRunMib: many.run / MIB,
    tasks: size.tasks,
  }
}

async function measureWorker(
  bench: DiagramBench,
  diagrams: number,
  tasks: number,
): Promise<{ ready: number; run: number; bytes: number }> {
  const folder = join(bench.folder, `variants-${diagrams}`)
  const processes = await writeVariants(folder, diagrams)
  const worker = await bench.addWorker(folder)
  try {
    const ready = readMemory(worker.pid).anon
    // Nothing to collect: it ends before the call
    await forEachAtOnce(Array.from({ length: tasks }).keys(), AT_ONCE, async (at) => {
      const process = processes[at % processes.length] as string
      await (await worker.start(process, { ...bench.bank, amount: 0, client: 'C-1' })).result()
    })
    const run = readMemory(worker.pid).anon
    const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size)
    return { ready, run, bytes: (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) }
  } finally {
    await worker.stop()
  }
}
