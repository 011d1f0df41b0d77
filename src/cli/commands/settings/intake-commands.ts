/** startnode pause | resume | limit | sources | intake: how a process takes deliveries in. */

import type { Command } from 'commander'
import { describeIssue } from '../../../errors/describe-issue.ts'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { intakeInput } from '../../../processes/intake-input.ts'
import { type Intake, startNodeState } from '../../../settings/snapshot.ts'
import { withClient } from '../../client-context.ts'
import type { CommandRunner } from '../../command-runner.ts'
import { addChangeOptions, type ChangeCommandOptions, changeOptions } from '../../input/change-options.ts'
import { findStartNode } from '../../input/find-start-node.ts'
import { parseDuration } from '../../input/parse-duration.ts'
import type { Output } from '../../print/output.ts'

interface IntakeOptions extends ChangeCommandOptions {
  readonly answers?: string
  readonly answerInvalid?: string
  readonly startDelay?: string
}

interface IntakeCommand {
  /** Name and arguments. */
  readonly usage: string
  readonly summary: string
  readonly description: string
  readonly example: string
  readonly options?: readonly (readonly [flags: string, description: string])[]
  /** What is set; empty: it is only shown. */
  read(given: readonly string[], options: IntakeOptions): Record<string, unknown>
}

const COMMANDS: readonly IntakeCommand[] = [
  {
    usage: 'pause <process>',
    summary: 'let deliveries of a process wait',
    description: 'Deliveries are still accepted and wait in the inbox; tasks under way go on.',
    example: 'pause loan-approved',
    read: () => ({ paused: true }),
  },
  {
    usage: 'resume <process>',
    summary: 'let deliveries of a process go on',
    description: 'What waits in the inbox goes on in order.',
    example: 'resume loan-approved',
    read: () => ({ paused: false }),
  },
  {
    usage: 'limit <process> [perSecond]',
    summary: 'limit the deliveries of a process',
    description:
      'Deliveries per second and receiver; beyond, 429 with Retry-After. `none` takes the limit away; without a number it is shown.',
    example: 'limit loan-approved 50',
    read: ([perSecond]) =>
      perSecond === undefined ? {} : { perSecond: perSecond === 'none' ? null : Number(perSecond) },
  },
  {
    usage: 'sources <process> [addresses...]',
    summary: 'say who may call a process',
    description:
      'Addresses or CIDR ranges that may call; all others are refused (403). `all` lets everybody; without any they are shown.',
    example: 'sources loan-approved 198.51.100.0/24 2001:db8::/32',
    read: (sources) => (sources.length === 0 ? {} : { sources: sources[0] === 'all' ? [] : sources }),
  },
  {
    usage: 'intake <process>',
    summary: 'show or set how a process takes deliveries in',
    description: 'Shows everything about the intake of a process; with options it is set.',
    example: 'intake loan-approved --answers mpo --start-delay 10m',
    options: [
      ['--answers <http|mpo>', 'mpo: business errors on HTTP 200, as MPO answers them'],
      [
        '--answer-invalid <error|ok|default>',
        'answer to a body that goes to quarantine; default: as in code',
      ],
      ['--start-delay <time>', 'start tasks so long after their delivery, e.g. 10m; 0s: at once'],
    ],
    read: (_, { answers, answerInvalid, startDelay }) => ({
      ...(answers === undefined ? {} : { answers }),
      ...(answerInvalid === undefined
        ? {}
        : { answerInvalid: answerInvalid === 'default' ? null : answerInvalid }),
      ...(startDelay === undefined ? {} : { startDelayMs: parseDuration(startDelay) }),
    }),
  },
]

export function addIntakeCommands(program: Command, output: Output, run: CommandRunner): void {
  for (const { usage, summary, description, example, options: flags = [], read } of COMMANDS) {
    const command = program
      .command(usage)
      .summary(summary)
      .description(description)
      .addHelpText('after', `\nExample:\n  startnode ${example}`)
      .action((process: string, ...rest: unknown[]) => {
        const options = rest.at(-2) as IntakeOptions
        const given = rest
          .slice(0, -2)
          .flat()
          .filter((one): one is string => typeof one === 'string')
        return run(options.json === true, async () => {
          await findStartNode(process)
          const input = read(given, options)
          const wanted = intakeInput.safeParse(input)
          if (!wanted.success) {
            const [issue] = wanted.error.issues
            throw new StartnodeError(
              'usage',
              `${issue?.path.join('/')}: ${issue && describeIssue(issue, input)}`,
            )
          }
          await withClient(async ({ settings, config }) => {
            const snapshot =
              Object.keys(wanted.data).length === 0
                ? await settings.read()
                : await settings.setIntake(process, wanted.data, changeOptions(config, options))
            if (snapshot === null) throw new StartnodeError('settings_missing')
            const { intake } = startNodeState(snapshot, process)
            if (options.json) output.print(JSON.stringify({ process, intake, revision: snapshot.revision }))
            else output.print(describe(process, intake))
          })
          return undefined
        })
      })
    for (const [flag, said] of flags) command.option(flag, said)
    addChangeOptions(command, '{"process","intake","revision"}')
  }
}

function describe(process: string, intake: Intake): string {
  const { paused, perSecond, sources, answerInvalid, answers, startDelayMs } = intake
  return [
    `${process} ${paused ? 'is paused: deliveries wait in the inbox' : 'takes deliveries'}`,
    `limit ${perSecond === null ? 'none' : `${perSecond} per second`}`,
    `sources ${sources.length === 0 ? 'all' : sources.join(' ')}`,
    `answers ${answers}, invalid bodies ${answerInvalid ?? 'as in code'}`,
    `tasks start ${startDelayMs === 0 ? 'at once' : `after ${startDelayMs / 1_000} s`}`,
  ].join('\n  ')
}
