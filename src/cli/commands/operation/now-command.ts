/** startnode now: what needs somebody, as the start page of the console says it; exit code 1 when something does. */
import type { Command } from 'commander'
import { loadConfig } from '../../../config.ts'
import type { Need, NowView } from '../../../now/need.ts'
import { callAdmin } from '../../admin-client.ts'
import type { CommandRunner } from '../../command-runner.ts'
import type { Output } from '../../print/output.ts'
import { EXIT } from '../../run-command.ts'

const MARKS: Readonly<Record<Need['urgency'], string>> = { now: '!', soon: '~', look: '-' }

export function addNowCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('now')
    .summary('say what needs somebody now')
    .description(
      'Asks the receiver at ADMIN_URL what needs somebody: tasks that failed or are being tried again, outcomes that say no, decisions that wait, quarantine, deliveries held, workers and Temporal. Grouped by cause and node, the most urgent first. Exit code 1 when something does.',
    )
    .option('--json', 'print {"state","since","needs","unknown","lookedAt"}')
    .addHelpText('after', '\nExample:\n  startnode now')
    .action((options: { json?: boolean }) =>
      run(options.json === true, async () => {
        const answer = await callAdmin(loadConfig(process.env), '/now?fresh=true')
        const view = (await answer.json()) as NowView
        if (options.json) output.print(JSON.stringify(view))
        else {
          for (const need of view.needs) output.print(describe(need))
          for (const text of view.unknown) output.print(`? not known: ${text}`)
          output.print(sumUp(view))
        }
        return view.state === 'needs' ? EXIT.failed : EXIT.done
      }),
    )
}

function describe({ urgency, text, count, node, since, advice }: Need): string {
  const facts = [
    ...(node === null ? [] : [`at ${node}`]),
    ...(since === null ? [] : [`since ${since}`]),
    ...(advice === null ? [] : [advice]),
  ]
  const number = count === null ? '' : `${count} `
  return `${MARKS[urgency]} ${number}${text}${facts.length === 0 ? '' : `\n    ${facts.join('; ')}`}`
}

function sumUp({ state, since, needs, unknown }: NowView): string {
  const urgent = needs.filter(({ urgency }) => urgency !== 'look').length
  const partly = unknown.length > 0 ? ' of what could be looked at' : ''
  if (state === 'well') return `Nothing${partly} needs anybody since ${since}.`
  return `${urgent} ${urgent === 1 ? 'thing needs' : 'things need'} somebody; something does since ${since}.`
}
