/** CPU of processes by their pid, from Linux's /proc. */
import { readdirSync, readFileSync } from 'node:fs'

/** What the kernel counts in; Linux shows user space 100 of them a second on every machine. */
const TICKS_PER_SECOND = 100

interface Read {
  readonly parent: number
  readonly ticks: number
}

/**
 * CPU (user and system) a process has used, with that of its children, living and ended, in ms.
 *
 * @throws Error where there is no /proc, or no such process
 */
export function readCpu(pid: number): number {
  const all = new Map(pids().flatMap((one) => (tryRead(one) === null ? [] : [[one, tryRead(one) as Read]])))
  const own = all.get(pid)
  if (own === undefined) throw new Error(`No process ${pid}`)
  const children = [...all].filter(([, { parent }]) => parent === pid)
  const ticks = children.reduce((sum, [, child]) => sum + child.ticks, own.ticks)
  return (ticks * 1_000) / TICKS_PER_SECOND
}

const pids = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)

/** Null: it has ended meanwhile. */
function tryRead(pid: number): Read | null {
  try {
    // The name of the program, in brackets, may hold spaces
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0)
    return { parent: Number(fields[1]), ticks }
  } catch {
    return null
  }
}
