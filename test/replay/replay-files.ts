/** Recorded histories, and whether the code of today still follows them. */
import { readdirSync, readFileSync } from 'node:fs'
import proto from '@temporalio/proto'
import { Worker } from '@temporalio/worker'
import { expect } from 'vitest'
import { StartnodePlugin } from '../../src/plugin.ts'
import type { SplicedDiagrams } from '../../src/process/diagram/spliced-diagrams.ts'
import { spliceDiagrams } from '../../src/project/splice-diagrams.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { workflowBundle } from '../helpers/workflow-bundle.ts'

type History = proto.temporal.api.history.v1.History
const { History } = proto.temporal.api.history.v1
const DIR = new URL('histories/', import.meta.url)

export interface RecordedHistory {
  /** The file, e.g. `loan-approved-paid.json`. */
  readonly name: string
  readonly text: string
  readonly history: History
}

/** Of the files whose name fits. */
export function readHistories(fits: (name: string) => boolean): readonly RecordedHistory[] {
  return readdirSync(DIR)
    .filter(fits)
    .map((name) => {
      const text = readFileSync(new URL(name, DIR), 'utf8')
      return { name, text, history: History.fromObject(JSON.parse(text)) }
    })
}

/**
 * Replays each under the id its workflow had, which a firing of a schedule looks at.
 *
 * @param entry of the bundle (default: the processes of this project)
 * @param diagrams put behind it (default: none)
 * @returns of each that fails, its file and why
 */
export async function replayHistories(
  recorded: readonly RecordedHistory[],
  entry?: URL,
  diagrams: SplicedDiagrams = {},
): Promise<readonly string[]> {
  installRuntime(createLogger('fatal', false))
  const { codePath } = await workflowBundle(entry)
  const code = spliceDiagrams(readFileSync(codePath, 'utf8'), diagrams)
  const options = { workflowBundle: { code }, plugins: [new StartnodePlugin()] }
  const histories = recorded.map(({ name, history }) => {
    const { workflowId } = history.events[0]?.workflowExecutionStartedEventAttributes ?? {}
    return { workflowId: workflowId || name, history }
  })
  const names = recorded.map(({ name }) => name)[Symbol.iterator]()
  const failed: string[] = []
  // One after another, in this order
  for await (const { error } of Worker.runReplayHistories(options, histories)) {
    const { value: name } = names.next()
    if (error) failed.push(`${name}: ${error.message}`)
  }
  expect(names.next().done).toBe(true)
  return failed
}

/** What a history may not tell of the machine that recorded it. */
export const TELLS_OF_MACHINE = /stackTrace|file:\/\/|\d+@/
