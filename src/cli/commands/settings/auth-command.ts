/** startnode auth: what requests to a process must prove besides its direct URL. */
import type { Command } from 'commander'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { authInput } from '../../../processes/auth-view.ts'
import { warnOfRefusal, whyRefused } from '../../../processes/why-refused.ts'
import { startNodeState } from '../../../settings/snapshot.ts'
import { withClient } from '../../client-context.ts'
import type { CommandRunner } from '../../command-runner.ts'
import { addChangeOptions, type ChangeCommandOptions, changeOptions } from '../../input/change-options.ts'
import { findStartNode } from '../../input/find-start-node.ts'
import { readSecret } from '../../input/read-secret.ts'
import type { Output } from '../../print/output.ts'

interface AuthOptions extends ChangeCommandOptions {
  readonly user?: string
  readonly pass?: string
  readonly name?: string
  readonly value?: string
}

const SAID = {
  none: 'asks for no credentials',
  basic: 'asks for Basic credentials',
  header: 'asks for a header with a secret',
} as const

export function addAuthCommand(program: Command, output: Output, run: CommandRunner): void {
  const command = program
    .command('auth')
    .summary('say what requests to a process must prove')
    .description(
      'Sets no auth, Basic or a static header secret; without a type it says what is set. Secrets come from standard input and are kept encrypted; they may be references to variables. Aliases of the process ask for the same. Back to none forgets the credentials.',
    )
    .argument('<process>')
    .argument('[type]', 'none, basic or header')
    .option('--user <user>', 'basic: the user, or a reference like {{env_var[@webhook-var].user}}')
    .option('--pass <reference>', 'basic: the password, when it is a reference (default: standard input)')
    .option('--name <name>', 'header: its name')
    .option('--value <reference>', 'header: the secret, when it is a reference (default: standard input)')
    .addHelpText(
      'after',
      `
Examples:
  startnode auth loan-approved basic --user mambu < password.txt
  startnode auth loan-approved basic --user '{{env_var[@webhook-var].user}}' --pass '{{env_var[@webhook-var].pass}}'
  startnode auth loan-approved header --name x-webhook-secret < secret.txt
  startnode auth loan-approved none`,
    )
    .action((process: string, type: string | undefined, options: AuthOptions) =>
      run(options.json === true, async () => {
        await findStartNode(process)
        await withClient(async ({ settings, config }) => {
          const snapshot =
            type === undefined
              ? await settings.read()
              : await settings.setAuth(
                  process,
                  readAuth(type, options, output),
                  changeOptions(config, options),
                )
          if (snapshot === null) throw new StartnodeError('settings_missing')
          const auth = startNodeState(snapshot, process).auth
          const refuses = whyRefused(snapshot, config.encryption.keys, process)
          if (options.json)
            output.print(JSON.stringify({ process, auth: auth.type, refuses, revision: snapshot.revision }))
          else output.print(`${process} ${SAID[auth.type]}.`)
          for (const warning of warnOfRefusal(snapshot, config.encryption.keys, [process]))
            output.note(`Warning: ${warning}`)
        })
        return undefined
      }),
    )
  addChangeOptions(command, '{"process","auth","refuses","revision"}')
}

function readAuth(type: string, { user, pass, name, value }: AuthOptions, output: Output) {
  const wanted =
    type === 'basic'
      ? { type, user, pass: readSecret(pass, 'the password', output) }
      : type === 'header'
        ? { type, name, value: readSecret(value, 'the secret', output) }
        : { type }
  const parsed = authInput.safeParse(wanted)
  if (parsed.success) return parsed.data
  const needs = { basic: 'basic needs --user', header: 'header needs --name' }[type]
  throw new StartnodeError('usage', needs ?? `'${type}' is no auth: use none, basic or header`)
}
