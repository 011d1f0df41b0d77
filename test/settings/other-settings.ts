/** A workflow that took the name of the engine's. */
import { sleep } from '@temporalio/workflow'

export async function startnodeSettings(): Promise<string> {
  await sleep(1_000)
  return 'not the settings'
}
