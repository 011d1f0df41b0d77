/** Every command as `startnode --help` lists it, and where it is: loaded only when it is named. */
import type { Command } from 'commander'
import type { CommandRunner } from './command-runner.ts'
import type { Output } from './print/output.ts'

export interface CommandFile {
  /** Usage -> summary, as the file itself says them; a test holds the two together. */
  readonly list: Readonly<Record<string, string>>
  load(): Promise<(program: Command, output: Output, run: CommandRunner) => void>
}

/** In the order of the help. */
export const COMMANDS: readonly CommandFile[] = [
  {
    list: { 'new <process>': 'write a new process' },
    load: async () => (await import('./commands/new-command.ts')).addNewCommand,
  },
  {
    list: {
      'check [options] <file|folder|zip>': 'say what an export of MPO holds and what is wrong with it',
    },
    load: async () => (await import('./commands/exports/check-command.ts')).addCheckCommand,
  },
  {
    list: { 'import [options] <file|folder|zip>': 'make processes of an export of MPO' },
    load: async () => (await import('./commands/exports/import-command.ts')).addImportCommand,
  },
  {
    list: { 'export [options] <process>': 'give an imported process back as a file of MPO' },
    load: async () => (await import('./commands/exports/export-command.ts')).addExportCommand,
  },
  {
    list: { 'prune [options]': 'remove older contents of imported processes that no open task uses' },
    load: async () => (await import('./commands/exports/prune-command.ts')).addPruneCommand,
  },
  {
    list: { 'load [options] <process> <file.csv>': 'start the tasks of a state diagram from a CSV file' },
    load: async () => (await import('./commands/exports/load-command.ts')).addLoadCommand,
  },
  {
    list: { 'convert [options] <process>': 'write an imported process as code' },
    load: async () => (await import('./commands/exports/convert-command.ts')).addConvertCommand,
  },
  {
    list: { dev: 'run everything on this machine: Temporal, worker, receiver' },
    load: async () => (await import('./commands/dev-command.ts')).addDevCommand,
  },
  {
    list: { 'receiver [options]': 'run a receiver' },
    load: async () => (await import('./commands/receiver-command.ts')).addReceiverCommand,
  },
  {
    list: { worker: 'run a worker' },
    load: async () => (await import('./commands/worker-command.ts')).addWorkerCommand,
  },
  {
    list: { 'bundle [options]': 'bundle the workflows beforehand, so that workers start faster' },
    load: async () => (await import('./commands/bundle-command.ts')).addBundleCommand,
  },
  {
    list: { 'setup [options]': 'prepare a Temporal namespace: search attributes and settings' },
    load: async () => (await import('./commands/setup-command.ts')).addSetupCommand,
  },
  {
    list: { 'list [options]': 'list the processes and what a webhook to each meets' },
    load: async () => (await import('./commands/list-command.ts')).addListCommand,
  },
  {
    list: {
      'url [options] <process>': 'print the direct URL of a process',
      'enable [options] <process>': 'switch the direct URL on of a process',
      'disable [options] <process>': 'switch the direct URL off of a process',
      'rotate [options] <process>': 'draw a new direct URL of a process',
    },
    load: async () => (await import('./commands/settings/url-commands.ts')).addUrlCommands,
  },
  {
    list: { 'callback-url [options] <process> <node>': 'print the callback URL of a node' },
    load: async () => (await import('./commands/callback-url-command.ts')).addCallbackUrlCommand,
  },
  {
    list: {
      'adopt [options] <process|@alias> <url>': 'accept an old direct URL',
      'accepted [options] <process|@alias>': 'list or drop other accepted URLs',
    },
    load: async () => (await import('./commands/settings/accepted-commands.ts')).addAcceptedCommands,
  },
  {
    list: { 'auth [options] <process> [type]': 'say what requests to a process must prove' },
    load: async () => (await import('./commands/settings/auth-command.ts')).addAuthCommand,
  },
  {
    list: {
      'pause [options] <process>': 'let deliveries of a process wait',
      'resume [options] <process>': 'let deliveries of a process go on',
      'limit [options] <process> [perSecond]': 'limit the deliveries of a process',
      'sources [options] <process> [addresses...]': 'say who may call a process',
      'intake [options] <process>': 'show or set how a process takes deliveries in',
    },
    load: async () => (await import('./commands/settings/intake-commands.ts')).addIntakeCommands,
  },
  {
    list: { alias: 'look after aliases' },
    load: async () => (await import('./commands/settings/alias-commands.ts')).addAliasCommands,
  },
  {
    list: { variable: 'look after variables' },
    load: async () => (await import('./commands/settings/variable-commands.ts')).addVariableCommands,
  },
  {
    list: { 'send [options] <process> [file]': 'post a body to the direct URL of a process' },
    load: async () => (await import('./commands/send-command.ts')).addSendCommand,
  },
  {
    list: { mambu: 'payloads of Mambu webhooks: make, preview, simulate' },
    load: async () => (await import('./commands/mambu-commands.ts')).addMambuCommands,
  },
  {
    list: { 'tasks [options] [text]': 'list tasks, as the console does' },
    load: async () => (await import('./commands/tasks/tasks-command.ts')).addTasksCommand,
  },
  {
    list: { 'task [options] <process|id> [ref|id]': 'show a task by its ref or id, or operate it' },
    load: async () => (await import('./commands/task-command.ts')).addTaskCommand,
  },
  {
    list: { 'stats [options] <process>': 'count the tasks in the nodes of an imported process' },
    load: async () => (await import('./commands/exports/stats-command.ts')).addStatsCommand,
  },
  {
    list: { schedule: 'run processes at set times' },
    load: async () => (await import('./commands/schedule-commands.ts')).addScheduleCommands,
  },
  {
    list: { quarantine: 'look after deliveries that could not become a task' },
    load: async () => (await import('./commands/quarantine-commands.ts')).addQuarantineCommands,
  },
  {
    list: { 'replay [options] [process]': 'find the tasks that a deploy of this build would break' },
    load: async () => (await import('./commands/operation/replay-command.ts')).addReplayCommand,
  },
  {
    list: { 'requests [options]': 'show the requests a receiver got, refused ones included' },
    load: async () => (await import('./commands/operation/requests-command.ts')).addRequestsCommand,
  },
  {
    list: { 'now [options]': 'say what needs somebody now' },
    load: async () => (await import('./commands/operation/now-command.ts')).addNowCommand,
  },
  {
    list: { 'doctor [options]': 'find what would refuse a webhook' },
    load: async () => (await import('./commands/operation/doctor-command.ts')).addDoctorCommand,
  },
  {
    list: { 'audit [options]': 'show who changed which setting and when' },
    load: async () => (await import('./commands/settings/audit-command.ts')).addAuditCommand,
  },
  {
    list: { inbox: 'look after an inbox' },
    load: async () => (await import('./commands/operation/inbox-command.ts')).addInboxCommand,
  },
  {
    list: { user: 'make users of the admin API' },
    load: async () => (await import('./commands/user-commands.ts')).addUserCommands,
  },
]
