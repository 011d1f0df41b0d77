/** The `startnode` command: puts the commands together, nothing else. */
import { Command } from 'commander'
import { addAcceptedCommands } from './accepted-commands.ts'
import { addAliasCommands } from './alias-commands.ts'
import { addAuditCommand } from './audit-command.ts'
import { addAuthCommand } from './auth-command.ts'
import { addCallbackUrlCommand } from './callback-url-command.ts'
import { addDoctorCommand } from './doctor-command.ts'
import { addInboxCommand } from './inbox-command.ts'
import { addIntakeCommands } from './intake-commands.ts'
import { addMambuCommands } from './mambu-commands.ts'
import { addNewCommand } from './new-command.ts'
import type { Output } from './output.ts'
import { addQuarantineCommands } from './quarantine-commands.ts'
import { addReplayCommand } from './replay-command.ts'
import { addRequestsCommand } from './requests-command.ts'
import { runCommand } from './run-command.ts'
import { addRunCommands } from './run-commands.ts'
import { addScheduleCommands } from './schedule-commands.ts'
import { addSendCommand } from './send-command.ts'
import { addTaskCommand } from './task-command.ts'
import { addUrlCommands } from './url-commands.ts'
import { addUserCommands } from './user-commands.ts'
import { addVariableCommands } from './variable-commands.ts'

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
