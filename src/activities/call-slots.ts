/** How many calls of a node run at once in this worker, per host. The others wait in line. */
export interface CallSlots {
  /**
   * Waits for a slot.
   * @param waitMs milliseconds; then null
   * @returns how to give it back
   */
  take(name: string, limit: number, waitMs: number): Promise<(() => void) | null>
}

/** @example const release = await slots.take('Ask the bureau api.example', 5, 30_000) */
export function createCallSlots(): CallSlots {
  const taken = new Map<string, number>()
  const lines = new Map<string, (() => void)[]>()

  function release(name: string): void {
    const left = (taken.get(name) ?? 1) - 1
    if (left > 0) taken.set(name, left)
    else taken.delete(name)
    const line = lines.get(name)
    line?.shift()?.()
    if (line?.length === 0) lines.delete(name)
  }

  function grant(name: string): () => void {
    taken.set(name, (taken.get(name) ?? 0) + 1)
    return () => release(name)
  }

  return {
    async take(name, limit, waitMs) {
      if ((taken.get(name) ?? 0) < limit) return grant(name)
      const line = lines.get(name) ?? []
      lines.set(name, line)
      return new Promise((resolve) => {
        const go = () => {
          clearTimeout(timer)
          resolve(grant(name))
        }
        const timer = setTimeout(() => {
          const place = line.indexOf(go)
          if (place !== -1) line.splice(place, 1)
          if (line.length === 0) lines.delete(name)
          resolve(null)
        }, waitMs)
        line.push(go)
      })
    },
  }
}
