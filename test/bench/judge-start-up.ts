import { atMost, type BenchRow } from './bench-row.ts'
import type { CommandTimes, StartUpNumbers } from './measure-start-up.ts'
import { median } from './median.ts'

/** Seconds in the built package; in a clone, where sources are read, twice that. */
const REACH = { help: 0.3, requests: 0.7, url: 0.7 } as const
const NAMES = {
  help: 'startnode --help',
  requests: 'a command that asks the receiver (requests)',
  url: 'a command that asks Temporal (url)',
} as const

/** Turns times of starts into rows of the table. */
export function judgeStartUp({ built, clone, receiver }: StartUpNumbers): BenchRow[] {
  return [
    ...judgeCommands('built package', 1, built),
    ...judgeCommands('in a clone', 2, clone),
    judge(1, 'receiver: from its start to its first 200, 50,000 deliveries waiting, built package', receiver),
  ]
}

function judgeCommands(where: string, factor: number, times: CommandTimes): BenchRow[] {
  return (['help', 'requests', 'url'] as const).map((name) =>
    judge(REACH[name] * factor, `${NAMES[name]}, ${where}`, times[name]),
  )
}

function judge(reach: number, name: string, seconds: readonly number[]): BenchRow {
  return atMost(reach, `${name}, in s`, median(seconds), seconds.map((one) => one.toFixed(2)).join(', '))
}
