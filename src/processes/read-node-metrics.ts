/** How often tasks came to the nodes of an imported process, by the metrics of its workers. */

export interface NodeMetrics {
  /** By id of the node: all the workers that answered, each since it was started. */
  readonly entered: ReadonlyMap<string, number>
  /** Of those that gave nothing: where, and why. */
  readonly silent: readonly { readonly url: string; readonly why: string }[]
}

/** A line of the text format of Prometheus. */
const LINE = /^startnode_node_entered(?:_total)?\{(.*)\} (\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?: \d+)?$/
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g
const WITHIN_MS = 5_000

/**
 * Reads and adds up what workers serve at WORKER_METRICS_ADDRESS.
 *
 * @param urls e.g. `http://10.0.0.7:9464/metrics`
 * @param of the namespace and process that are counted
 * @example (await readNodeMetrics(['http://127.0.0.1:9464/metrics'], { namespace: 'default', process: '5001-limits' })).entered
 */
export async function readNodeMetrics(
  urls: readonly string[],
  of: { readonly namespace: string; readonly process: string },
): Promise<NodeMetrics> {
  const entered = new Map<string, number>()
  const silent: { url: string; why: string }[] = []
  await Promise.all(
    urls.map(async (url) => {
      try {
        const answer = await fetch(url, { signal: AbortSignal.timeout(WITHIN_MS) })
        if (!answer.ok) throw new Error(`it answered ${answer.status}`)
        for (const { node, times } of readLines(await answer.text(), of))
          entered.set(node, (entered.get(node) ?? 0) + times)
      } catch (error) {
        const { message, cause } = error as Error
        silent.push({ url, why: cause instanceof Error && cause.message !== '' ? cause.message : message })
      }
    }),
  )
  return { entered, silent }
}

function readLines(
  text: string,
  { namespace, process }: { readonly namespace: string; readonly process: string },
): { node: string; times: number }[] {
  return text.split('\n').flatMap((line) => {
    const [, labels = '', times = ''] = LINE.exec(line) ?? []
    const named = new Map([...labels.matchAll(LABEL)].map(([, name, value]) => [name, value]))
    const node = named.get('node')
    const isOurs = named.get('process') === process && named.get('namespace') === namespace
    return node !== undefined && isOurs ? [{ node: node.replace(/\\(.)/g, '$1'), times: Number(times) }] : []
  })
}
