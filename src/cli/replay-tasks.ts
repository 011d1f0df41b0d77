/**
 * Replays histories of tasks against the processes of the working tree, as a worker of that build would: what fails here
 * would break those tasks after a deploy.
 */
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundleWorkflowCode, DefaultLogger, type ReplayHistoriesIterable } from '@temporalio/worker'
import { type ReplayReport, replayHistories } from '../boot/bundle/replay-histories.ts'
import type { Encryption } from '../keys/encryption-keys.ts'
import { StartnodePlugin } from '../plugin.ts'
import { loadDiagrams, spliceable } from '../project/load-diagrams.ts'
import { WORKFLOWS_DIR, WORKFLOWS_INDEX } from '../project/project.ts'
import { spliceDiagrams } from '../project/splice-diagrams.ts'

/**
 * @param histories of `client.workflow.list(...).intoHistories()`, or from files
 * @param encryption opens what was encrypted
 * @param workflowsPath entry of the bundle, beside which the diagrams are. Default: `workflows/index` of this project
 * @throws Error when the workflows can't be bundled or a history can't be read
 */
export async function replayTasks(
  histories: ReplayHistoriesIterable,
  encryption: Encryption,
  workflowsPath = fileURLToPath(WORKFLOWS_INDEX),
): Promise<ReplayReport> {
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    plugins: [new StartnodePlugin({ encryption })],
    logger: new DefaultLogger('ERROR'),
  })
  const index = pathToFileURL(workflowsPath)
  const dir = index.href === WORKFLOWS_INDEX.href ? WORKFLOWS_DIR : new URL('.', index)
  const diagrams = spliceable(await loadDiagrams(dir))
  return replayHistories(spliceDiagrams(code, diagrams), histories, encryption)
}
