/** startnode variable: values that credentials refer to. A secret one is never printed, not even to who set it. */

import type { Command } from 'commander'
import { describeIssue } from '../../../errors/describe-issue.ts'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { openOrNull } from '../../../processes/auth-view.ts'
import { MASK } from '../../../processes/mask.ts'
import { variableInput } from '../../../processes/variable-input.ts'
import { findVariableReferences } from '../../../processes/variable-references.ts'
import { warnOfVariable } from '../../../processes/why-refused.ts'
import { withClient } from '../../client-context.ts'
import type { CommandRunner } from '../../command-runner.ts'
import { addChangeOptions, type ChangeCommandOptions, changeOptions } from '../../input/change-options.ts'
import { readSecret } from '../../input/read-secret.ts'
import type { Output } from '../../print/output.ts'

interface SetOptions extends ChangeCommandOptions {
  readonly type: string
  readonly secret?: boolean
  readonly value?: string
}

export function addVariableCommands(program: Command, output: Output, run: CommandRunner): void {
  const parent = program
    .command('variable')
    .summary('look after variables')
    .description('Looks after variables, {{env_var[@name]}}.')
  addSet(parent, output, run)
  addDelete(parent, output, run)
  addList(parent, output, run)
}

function addSet(parent: Command, output: Output, run: CommandRunner): void {
  const command = parent
    .command('set')
    .summary('create a variable or replace its value')
    .description(
      'Creates a variable or replaces its value, which comes from standard input unless --value gives it. In force with the next request. Name: 3 to 128 letters, digits, dashes and _.',
    )
    .argument('<name>')
    .option('--type <type>', 'raw, or json: then {{env_var[@name].key}} works', 'raw')
    .option('--secret', 'never show its value again')
    .option('--value <value>', 'the value, when it is no secret')
    .addHelpText(
      'after',
      '\nExamples:\n  startnode variable set webhook-var --type json --secret < credentials.json\n  startnode variable set greeting --value hello',
    )
    .action((name: string, options: SetOptions) =>
      run(options.json === true, async () => {
        const value = readSecret(options.value, 'the value', output)
        const given = { type: options.type, secret: Boolean(options.secret), value }
        const wanted = variableInput.safeParse(given)
        if (!wanted.success) {
          const [issue] = wanted.error.issues
          throw new StartnodeError(
            'usage',
            `${issue?.path.join('/')}: ${issue && describeIssue(issue, given)}`,
          )
        }
        await withClient(async ({ settings, config }) => {
          const snapshot = await settings.setVariable(name, wanted.data, changeOptions(config, options))
          const id = snapshot.variables[name]?.id
          const change = { before: snapshot, after: snapshot }
          const warnings = warnOfVariable(change, config.encryption.keys, name)
          if (options.json) output.print(JSON.stringify({ name, id, revision: snapshot.revision, warnings }))
          else output.print(`{{env_var[@${name}]}} is set.`)
          for (const warning of warnings) output.note(`Warning: ${warning}`)
        })
        return undefined
      }),
    )
  addChangeOptions(command, '{"name","id","revision","warnings"}')
}

function addDelete(parent: Command, output: Output, run: CommandRunner): void {
  const command = parent
    .command('delete')
    .summary('delete a variable')
    .description(
      'Deletes a variable. Processes whose credentials refer to it refuse requests (401) from then on.',
    )
    .argument('<name>')
    .addHelpText('after', '\nExample:\n  startnode variable delete webhook-var')
    .action((name: string, options: ChangeCommandOptions) =>
      run(options.json === true, async () => {
        await withClient(async ({ settings, config }) => {
          const before = await settings.read()
          if (before === null) throw new StartnodeError('settings_missing')
          if (!Object.hasOwn(before.variables, name))
            throw new StartnodeError('variable_unknown', `There is no variable '${name}'`)
          const after = await settings.deleteVariable(name, changeOptions(config, options))
          const { revision } = after
          const warnings = warnOfVariable({ before, after }, config.encryption.keys, name)
          for (const warning of warnings) output.note(`Warning: ${warning}`)
          const said = `The variable ${name} is deleted.`
          output.print(options.json ? JSON.stringify({ name, revision, warnings }) : said)
        })
        return undefined
      }),
    )
  addChangeOptions(command, '{"name","revision","warnings"}')
}

function addList(parent: Command, output: Output, run: CommandRunner): void {
  parent
    .command('list')
    .summary('list variables')
    .description(
      'Lists the variables and who refers to them; values of visible ones too, never of secret ones.',
    )
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  startnode variable list')
    .action((options: { json?: boolean }) =>
      run(options.json === true, async () => {
        await withClient(async ({ settings, config }) => {
          const snapshot = await settings.read()
          if (snapshot === null) throw new StartnodeError('settings_missing')
          const { keys } = config.encryption
          const references = findVariableReferences(snapshot, keys)
          const rows = Object.entries(snapshot.variables).map(([name, { id, type, secret, value }]) => ({
            name,
            id,
            type,
            secret,
            value: secret ? MASK : openOrNull(keys, value),
            usedBy: references.filter(({ variable }) => variable === name).map(({ process }) => process),
          }))
          if (options.json) output.print(JSON.stringify(rows))
          else if (rows.length === 0) output.note('There are no variables.')
          else
            for (const { name, type, secret, value, usedBy } of rows) {
              const used = usedBy.length > 0 ? `  used by ${usedBy.join(', ')}` : ''
              const shown = value === null ? '(no key here opens it)' : value
              output.print(`@${name}  ${type}${secret ? ', secret' : ''}  ${shown}${used}`)
            }
        })
        return undefined
      }),
    )
}
