import type { StartNode } from '../../start-node/start-node.ts'

/**
 * The processes of a receiver that can be changed while it runs: whoever has the map sees the ones of now. A request that is under
 * way goes on with those it began with.
 */
export class LiveProcesses implements ReadonlyMap<string, StartNode> {
  #now: ReadonlyMap<string, StartNode>

  constructor(processes: ReadonlyMap<string, StartNode>) {
    this.#now = processes
  }

  /** All of them at once. */
  swap(processes: ReadonlyMap<string, StartNode>): void {
    this.#now = processes
  }

  get size(): number {
    return this.#now.size
  }

  get(process: string): StartNode | undefined {
    return this.#now.get(process)
  }

  has(process: string): boolean {
    return this.#now.has(process)
  }

  keys() {
    return this.#now.keys()
  }

  values() {
    return this.#now.values()
  }

  entries() {
    return this.#now.entries()
  }

  [Symbol.iterator]() {
    return this.#now[Symbol.iterator]()
  }

  forEach(see: (startNode: StartNode, process: string, processes: ReadonlyMap<string, StartNode>) => void) {
    for (const [process, startNode] of this.#now) see(startNode, process, this)
  }
}
