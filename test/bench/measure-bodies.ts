/**
 * What it costs to judge a large body, against JSON.parse of the same bytes: by the receiver's own code, from bytes to
 * answer. The judging is one turn of the event loop, so its time is how long every other webhook waits.
 */
import { z } from 'zod'
import { foreseeAnswer } from '../../src/receiver/foresee-answer.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import { median } from './median.ts'

const ROUNDS = 15

export interface BodyNumbers {
  /** Shape of the body -> CPU of judging it, against CPU of JSON.parse; the median of the rounds. */
  readonly ratios: Readonly<Record<string, number>>
  /** The longest judging of all shapes in ms of CPU, median of the rounds. */
  readonly blockMs: number
}

type SomeProcess = (task: { data: Record<string, unknown> }) => Promise<void>

const list = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => write(index)).join(',')
const text = (length: number) => 'x'.repeat(length)

const SHAPES: Readonly<Record<string, string>> = {
  '100,000 members': `{${list(100_000, (at) => `"k${at}":1`)}}`,
  '1 MB of members': `{${list(19_900, (at) => `"k${at}":"${text(40)}"`)}}`,
  '1 MB of rows': `{"rows":[${list(2_800, (at) => `{"id":"L${at}","n":${at}.25,"s":"${text(300)}","f":{"g":true,"h":null}}`)}]}`,
  '1 MB of numbers': `{"n":[${list(19_900, (at) => `0.${'0'.repeat(40)}${at + 1}e-3`)}]}`,
  '1 MB, every other key escaped': `{${list(19_900, (at) => `"${at % 2 ? 'e' : '\\u00e9'}${at}":"${text(38)}"`)}}`,
  '1 MB in one text': `{"s":"${'\\n'.repeat(100_000)}${text(800_000)}"}`,
}

/** @param say progress */
export function measureBodies(say: (text: string) => void): BodyNumbers {
  // What a schema costs is the choice of its process
  const input = z.object({ id: z.string().optional() })
  const node = startNode<SomeProcess>('judged', { title: 'Judged', input })
  const ratios: Record<string, number> = {}
  let blockMs = 0
  for (const [shape, body] of Object.entries(SHAPES)) {
    say(`judging a body of ${shape}`)
    const bytes = Buffer.from(body)
    const [parses, judges]: [number[], number[]] = [[], []]
    for (let round = 0; round < ROUNDS; round += 1) {
      parses.push(cpuOf(() => JSON.parse(bytes.toString('utf8'))))
      judges.push(cpuOf(() => foreseeAnswer(node, 'json', bytes)))
    }
    ratios[shape] = median(judges.map((judge, round) => judge / (parses[round] as number)))
    blockMs = Math.max(blockMs, median(judges))
  }
  return { ratios, blockMs }
}

/** Milliseconds. */
function cpuOf(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
