/** startnode prune: removes older contents of imported processes that no open task uses. */
import type { Command } from 'commander'
import { mayWriteWorkflows } from '../../../config.ts'
import { findDiagrams } from '../../../import/find-diagrams.ts'
import { type PrunedProcess, pruneVersions } from '../../../import/prune-versions.ts'
import { requireWritable } from '../../../import/write-import.ts'
import { WORKFLOWS_DIR } from '../../../project/project.ts'
import { readVersionsInUse } from '../../../tasks/versions-in-use.ts'
import { withClient } from '../../client-context.ts'
import type { CommandRunner } from '../../command-runner.ts'
import type { Output } from '../../print/output.ts'

interface PruneOptions {
  readonly json?: boolean
  readonly dryRun?: boolean
}

export function addPruneCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('prune')
    .summary('remove older contents of imported processes that no open task uses')
    .description(
      'Removes from workflows/versions/ the older contents of imported processes that no open task of this namespace uses; where that is not known for sure, nothing is removed.',
    )
    .option('--dry-run', 'say what would be removed')
    .option('--json', 'print [{"process","removed","kept","why"}]')
    .addHelpText('after', '\nExample:\n  startnode prune --dry-run')
    .action((options: PruneOptions) =>
      run(options.json === true, async () => {
        const dryRun = options.dryRun === true
        if (!dryRun) await requireWritable(WORKFLOWS_DIR, mayWriteWorkflows(process.env))
        const diagrams = await findDiagrams(WORKFLOWS_DIR)
        const pruned = await withClient(async ({ client }) => {
          const done: PrunedProcess[] = []
          // One after the other: a list of open tasks may be long.
          for (const diagram of diagrams) {
            const inUse = await readVersionsInUse(client, diagram.process)
            done.push(await pruneVersions(WORKFLOWS_DIR, diagram, inUse, dryRun))
          }
          return done
        })
        const shown = pruned.filter(({ removed, kept }) => removed.length + kept.length > 0)
        if (options.json) output.print(JSON.stringify(shown))
        else if (shown.length === 0) output.note('There are no older contents.')
        else
          for (const { process, removed, kept, why } of shown) {
            const gone = dryRun ? 'would be removed' : 'removed'
            if (removed.length > 0) output.print(`${process}  ${removed.join(', ')}: ${gone}`)
            if (kept.length > 0) output.print(`${process}  ${kept.join(', ')}: kept, ${why}`)
          }
        return undefined
      }),
    )
}
