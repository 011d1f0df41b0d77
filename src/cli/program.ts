/** The `startnode` command: puts the commands together, nothing else. */
import { Command } from 'commander'
import { addCallbackUrlCommand } from './commands/callback-url-command.ts'
import { addDoctorCommand } from './commands/doctor-command.ts'
import { addInboxCommand } from './commands/inbox-command.ts'
import { addMambuCommands } from './commands/mambu-commands.ts'
import { addNewCommand } from './commands/new-command.ts'
import { addQuarantineCommands } from './commands/quarantine-commands.ts'
import { addReplayCommand } from './commands/replay-command.ts'
import { addRequestsCommand } from './commands/requests-command.ts'
import { addRunCommands } from './commands/run-commands.ts'
import { addScheduleCommands } from './commands/schedule-commands.ts'
import { addSendCommand } from './commands/send-command.ts'
import { addAcceptedCommands } from './commands/settings/accepted-commands.ts'
import { addAliasCommands } from './commands/settings/alias-commands.ts'
import { addAuditCommand } from './commands/settings/audit-command.ts'
import { addAuthCommand } from './commands/settings/auth-command.ts'
import { addIntakeCommands } from './commands/settings/intake-commands.ts'
import { addUrlCommands } from './commands/settings/url-commands.ts'
import { addVariableCommands } from './commands/settings/variable-commands.ts'
import { addTaskCommand } from './commands/task-command.ts'
import { addUserCommands } from './commands/user-commands.ts'
import type { Output } from './print/output.ts'
import { runCommand } from './run-command.ts'

/**
 * Builds the program.
 * @param onExitCode called once with the exit code of the command that ran
 */
export function createProgram(output: Output, onExitCode: (code: number) => void): Command {
  const run = async (json: boolean, command: () => Promise<number | undefined>) =>
    onExitCode(await runCommand(output, json, command))
  const program = new Command('startnode')
    .description('Mambu webhooks on signed direct URLs become durable Temporal tasks.')
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
  addNewCommand(program, output, run)
  addRunCommands(program, output, run)
  addUrlCommands(program, 'process', output, run)
  addCallbackUrlCommand(program, output, run)
  addAcceptedCommands(program, output, run)
  addAuthCommand(program, output, run)
  addIntakeCommands(program, output, run)
  addAliasCommands(program, output, run)
  addVariableCommands(program, output, run)
  addSendCommand(program, output, run)
  addMambuCommands(program, output, run)
  addTaskCommand(program, output, run)
  addScheduleCommands(program, output, run)
  addQuarantineCommands(program, output, run)
  addReplayCommand(program, output, run)
  addRequestsCommand(program, output, run)
  addDoctorCommand(program, output, run)
  addAuditCommand(program, output, run)
  addInboxCommand(program, output, run)
  addUserCommands(program, output, run)
  return program
}
