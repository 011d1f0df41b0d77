import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DIAGRAMS } from './open-bench.ts'

const MPO_ID = 20_000
/** A process of a bank has some fifty nodes: those of the fixture, and as many more in a row. */
const MORE_NODES = 40

interface ExportedNode {
  readonly id: string
  readonly title: string
  readonly condition: { readonly logics: readonly object[]; readonly semaphors: readonly object[] }
}

interface Exported {
  readonly title: string
  readonly scheme: { readonly nodes: readonly ExportedNode[] }
}

/**
 * Writes variants of the process that collects a fee, none of which has the text of another.
 *
 * @param folder made here
 * @returns ids of the processes
 */
export async function writeVariants(folder: string, count: number): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const text = await readFile(join(DIAGRAMS, '7001-collect-fee.conv.json'), 'utf8')
  const processes: string[] = []
  for (let at = 0; at < count; at += 1) {
    const mpoId = MPO_ID + at
    const process = `${mpoId}-collect-fee-${at}`
    // Ids of nodes begin with that of their process
    const own = JSON.parse(text.replaceAll('5f007001', `5f0${mpoId}`)) as Exported
    const title = `Collect fee ${at}`
    const variant = { ...own, obj_id: mpoId, title, scheme: { ...own.scheme, nodes: lengthen(own, at) } }
    await writeFile(join(folder, `${process}.conv.json`), JSON.stringify(variant, null, 2))
    processes.push(process)
  }
  return processes
}

/** More parameters are set before the fee is collected. */
function lengthen({ scheme: { nodes } }: Exported, at: number): ExportedNode[] {
  const first = nodes.find(({ title }) => title === 'Compute the fee')
  if (first === undefined) throw new Error('The fixture computes no fee')
  const go = (to: string) => ({ type: 'go', to_node_id: to })
  const idOf = (number: number) => `${first.id.slice(0, 12)}${String(100_000 + number).padStart(12, '0')}`
  const end = first.condition.logics.at(-1) as object
  const more = Array.from({ length: MORE_NODES }, (_, number): ExportedNode => {
    const set = {
      type: 'set_param',
      extra: { [`step_${number}`]: `Fee {{fee}} of {{client}}, step ${number} of variant ${at}` },
      extra_type: { [`step_${number}`]: 'string' },
      err_node_id: '',
    }
    const next = number + 1 < MORE_NODES ? go(idOf(number + 1)) : end
    return {
      ...first,
      id: idOf(number),
      title: `Step ${number} of ${at}`,
      condition: { logics: [set, next], semaphors: [] },
    }
  })
  return [
    ...nodes.map((node) => {
      if (node !== first) return node
      const logics = [...first.condition.logics.slice(0, -1), go(idOf(0))]
      return { ...first, condition: { ...first.condition, logics } }
    }),
    ...more,
  ]
}
