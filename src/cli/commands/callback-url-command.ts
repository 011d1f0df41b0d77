/** startnode callback-url: the callback URL of a node, for a system that calls back all tasks of a process. */
import type { Command } from 'commander'
import { loadConfig } from '../../config.ts'
import { nodeCallbackPath } from '../../direct-url/node-callback-url.ts'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { isProcessId } from '../../process/ids/process-id.ts'
import type { CommandRunner } from '../command-runner.ts'
import type { Output } from '../print/output.ts'

interface CallbackUrlOptions {
  readonly taskId?: string
  readonly ref?: string | true
  readonly json?: boolean
}

export function addCallbackUrlCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('callback-url')
    .summary('print the callback URL of a node')
    .description(
      'Prints the URL that releases any task of a process at one node; the body of each callback names the task. It is a secret that ends with its signing key only. Nothing is stored.',
    )
    .argument('<process>')
    .argument('<node>', 'title of the node that waits; of an imported process its id does as well')
    .option(
      '--task-id <pointer>',
      'where the body has the task id (default: /obj_id; of an imported process as its node says)',
    )
    .option('--ref [pointer]', 'the body has the ref instead, at /ref or there')
    .option('--json', 'print {"url"}')
    .addHelpText(
      'after',
      "\nExamples:\n  startnode callback-url parcel-sent 'Wait for the courier'\n  startnode callback-url parcel-sent 'Wait for the courier' --ref /parcel/number",
    )
    .action((process: string, node: string, options: CallbackUrlOptions) =>
      run(options.json === true, async () => {
        const { publicUrl, signingKeys } = loadConfig(globalThis.process.env)
        const [key] = signingKeys
        // An import may be deployed later, so it need not be there.
        if (!isProcessId(process)) throw new StartnodeError('usage', `'${process}' is no process id`)
        const { findCallbackNode } = await import('../../import/find-callback-node.ts')
        const { WORKFLOWS_DIR } = await import('../../project/project.ts')
        const { node: called, taskId } = await findCallbackNode(WORKFLOWS_DIR, process, node)
        const find = finderOf(options, taskId)
        const url = publicUrl + nodeCallbackPath(key as Buffer, { process, node: called, find })
        output.print(options.json ? JSON.stringify({ url }) : url)
        return undefined
      }),
    )
}

/** @param known where the node says that the body names its task */
function finderOf({ taskId, ref }: CallbackUrlOptions, known: string | null) {
  if (taskId !== undefined && ref !== undefined)
    throw new StartnodeError('usage', 'The body names the task by --task-id or by --ref')
  const by = ref === undefined ? 'taskId' : 'ref'
  const pointer = ref === undefined ? (taskId ?? known ?? '/obj_id') : ref === true ? '/ref' : ref
  if (!pointer.startsWith('/'))
    throw new StartnodeError('usage', `'${pointer}' is not a JSON Pointer: it must begin with '/'`)
  return { by, pointer } as const
}
