/** startnode bundle: the workflows of this project in one file, which workers take. */
import { join } from 'node:path'
import type { Command } from 'commander'
import { shellWord } from '../../temporal/shell-word.ts'
import type { CommandRunner } from '../command-runner.ts'
import type { Output } from '../print/output.ts'

export function addBundleCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('bundle')
    .summary('bundle the workflows beforehand, so that workers start faster')
    .description(
      'Bundles the workflows of this project into a file. A worker with WORKFLOW_BUNDLE=<file> takes it instead of bundling at every start, with encryption keys or without. It takes no other than that of its own version and sources: make it as the last step of a build.',
    )
    .option('--out <file>', 'where to write it (default: workflow-bundle.json in STATE_DIR)')
    .addHelpText(
      'after',
      '\nExample:\n  startnode bundle --out workflow-bundle.json\n  WORKFLOW_BUNDLE=workflow-bundle.json startnode worker',
    )
    .action((options: { readonly out?: string }) =>
      run(false, async () => {
        const file = options.out ?? join(process.env.STATE_DIR || '.startnode', 'workflow-bundle.json')
        // Loaded here: no other command needs the bundler.
        const [{ writeBundle }, { DefaultLogger }] = await Promise.all([
          import('../../boot/bundle/write-bundle.ts'),
          import('@temporalio/worker'),
        ])
        const logger = new DefaultLogger('WARN', ({ message }) => output.note(message))
        const { sources } = await writeBundle(file, { logger })
        output.print(file)
        output.note(`Made from ${sources} files. Workers take it with WORKFLOW_BUNDLE=${shellWord(file)}.`)
        return undefined
      }),
    )
}
