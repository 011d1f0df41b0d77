import { writeFileSync } from 'node:fs'
import type { WorkflowHandle } from '@temporalio/client'
import proto from '@temporalio/proto'

const { History } = proto.temporal.api.history.v1

/** Of a worker or client, and of its sticky queue: process id and host name. */
const MACHINE = /^\d+@[\w.-]+/

/**
 * Writes the history of a task that is over to `histories/<name>.json`, without what only tells of the machine that
 * recorded it: replay reads none of that.
 *
 * @example await writeHistory('dunning-paid', handle)
 */
export async function writeHistory(
  name: string,
  handle: Pick<WorkflowHandle, 'fetchHistory'>,
): Promise<void> {
  const history = (await handle.fetchHistory()) as proto.temporal.api.history.v1.History
  const plain = History.toObject(history, { longs: String, bytes: String, enums: String })
  const text = JSON.stringify(
    plain,
    (key, value) => {
      if (key === 'stackTrace') return undefined
      return typeof value === 'string' ? value.replace(MACHINE, 'recorder') : value
    },
    1,
  )
  writeFileSync(new URL(`histories/${name}.json`, import.meta.url), `${text}\n`)
  console.log(`${name}.json`)
}
