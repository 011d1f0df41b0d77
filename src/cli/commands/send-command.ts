/** startnode send: posts a body to the direct URL of a process, as Mambu would. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { findExample } from '../../project/project.ts'
import { withClient } from '../client-context.ts'
import type { CommandRunner } from '../command-runner.ts'
import { directUrlOf } from '../direct-url-of.ts'
import { findStartNode } from '../input/find-start-node.ts'
import type { Output } from '../print/output.ts'
import { EXIT } from '../run-command.ts'

export function addSendCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('send')
    .summary('post a body to the direct URL of a process')
    .description(
      'Posts a file, or standard input (-), to the direct URL of a process and prints the answer. Exit code 1 when it is refused.',
    )
    .argument('<process>')
    .argument(
      '[file]',
      'file to send, - for standard input (default: <process>.example.json beside the process)',
    )
    .option(
      '--key <key>',
      'delivery key (x-notifications-idempotency-key): the same key is the same delivery',
    )
    .option('--json', 'print {"status","answer"}')
    .addHelpText(
      'after',
      '\nExamples:\n  startnode send loan-approved\n  startnode send loan-approved body.json --key 5f0c1b\n  cat body.json | startnode send loan-approved -',
    )
    .action((process: string, file: string | undefined, options: { json?: boolean; key?: string }) =>
      run(options.json === true, async () => {
        await findStartNode(process)
        const body = readBody(process, file)
        return withClient(async (context) => {
          const snapshot = await context.settings.read()
          if (snapshot === null) throw new StartnodeError('settings_missing')
          const url = directUrlOf(context.config, snapshot, process)
          if (url === null)
            throw new StartnodeError(
              'url_off',
              `The direct URL of ${process} is off: startnode enable ${process}`,
            )
          const { status, answer } = await postOnceKnown(url, body, options.key)
          output.print(
            options.json ? JSON.stringify({ status, answer: JSON.parse(answer) }) : `${status} ${answer}`,
          )
          return status < 300 ? EXIT.done : EXIT.failed
        })
      }),
    )
}

function readBody(process: string, file: string | undefined): Buffer {
  if (file === '-') return readFileSync(0)
  const body = file ?? findExample(process)
  if (body === null)
    throw new StartnodeError('usage', `Say which file to send: ${process} has no ${process}.example.json`)
  try {
    return readFileSync(body)
  } catch (error) {
    throw new StartnodeError('usage', `${file}: ${(error as Error).message}`)
  }
}

/** A receiver reads the settings every 1.5 s: right after `enable` it may not know this URL yet, which is good. */
const KNOWN_WITHIN_MS = 3_000

async function postOnceKnown(url: string, body: Buffer, key: string | undefined) {
  const end = Date.now() + KNOWN_WITHIN_MS
  for (;;) {
    const answered = await post(url, body, key)
    if (answered.status !== 403 || Date.now() > end) return answered
    await sleep(250)
  }
}

async function post(
  url: string,
  body: Buffer,
  key: string | undefined,
): Promise<{ status: number; answer: string }> {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (key !== undefined) headers['x-notifications-idempotency-key'] = key
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(15_000),
    })
    return { status: response.status, answer: await response.text() }
  } catch (error) {
    const cause = (error as Error).cause ?? error
    throw new StartnodeError(
      'receiver_unreachable',
      `No receiver answers at ${new URL(url).origin}: ${(cause as Error).message}`,
    )
  }
}
