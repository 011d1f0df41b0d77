/** The `startnode` command: puts the commands together, nothing else. */
import { Command } from 'commander'
import { VERSION } from '../project/project.ts'
import { COMMANDS } from './command-list.ts'
import { type Output, showingOutput } from './print/output.ts'
import { EXIT, runCommand } from './run-command.ts'

/**
 * Builds the program.
 * @param written where it writes; what can't be seen is made visible before
 * @param onExitCode called once with the exit code of the command that ran
 * @param words the command line: of commands that are not in it only what `--help` lists is there, and nothing they need
 * is loaded. Default: all commands are whole
 */
export async function createProgram(
  written: Output,
  onExitCode: (code: number) => void,
  words?: readonly string[],
): Promise<Command> {
  const output = showingOutput(written)
  const run = async (json: boolean, command: () => Promise<number | undefined>) =>
    onExitCode(await runCommand(output, json, command))
  const program = new Command('startnode')
    .description('Mambu webhooks on signed direct URLs become durable Temporal tasks.')
    .version(VERSION)
    // What can't be read is wrong usage; commander's own code for it is 1. Commands that are added below inherit this.
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? EXIT.done : EXIT.usage))
    .configureOutput({
      writeOut: (text) => output.print(text.trimEnd()),
      writeErr: (text) => output.note(text.trimEnd()),
    })
    .addHelpText(
      'after',
      `
Examples:
  startnode dev                                  everything on this machine
  startnode enable loan-approved                 switch the direct URL on and print it
  startnode send loan-approved                   post the example body to it
  startnode task loan-approved <obj_id> --watch  follow the task
  startnode doctor                               what would refuse a webhook, and what to do

Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 something can't be reached (try again).
Environment: see .env.example.`,
    )
  for (const { load, list } of COMMANDS) {
    const isNamed = Object.keys(list).some((usage) => words?.includes(nameOf(usage)))
    if (words === undefined || isNamed) (await load())(program, output, run)
    else for (const [usage, summary] of Object.entries(list)) addListed(program, usage, summary)
  }
  return program
}

const nameOf = (usage: string) => usage.split(' ', 1)[0] as string

/** A command for the list of `--help` alone. */
function addListed(program: Command, usage: string, summary: string): void {
  const command = program.command(usage.replace(' [options]', '')).summary(summary)
  if (usage.includes(' [options]')) command.option('--any')
}
