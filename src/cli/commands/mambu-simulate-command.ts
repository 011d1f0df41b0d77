/** startnode mambu simulate: sends events as Mambu does, and reports what became of them. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { MAMBU_RULES, paceRules } from '../../mambu/sender/delivery-rules.ts'
import type { SimulationReport } from '../../mambu/sender/report.ts'
import { sendWebhook } from '../../mambu/sender/send-webhook.ts'
import { simulate } from '../../mambu/sender/simulate.ts'
import type { BodyFormat } from '../../process/task.ts'
import type { CommandRunner } from '../command-runner.ts'
import type { FormatOptions } from '../input/format-of.ts'
import { findSimulationTarget } from '../input/simulation-target.ts'
import type { Output } from '../print/output.ts'
import { EXIT } from '../run-command.ts'

interface SimulateOptions extends FormatOptions {
  readonly events: string
  readonly rate: string
  readonly parallel: string
  readonly pace: string
  readonly resends: string
  readonly timeout: string
  readonly loseAnswerEvery: string
  readonly method: string
  readonly contentType?: string
  readonly template?: string
  readonly values?: string
  readonly user?: string
  readonly header: readonly string[]
  readonly deliveryId: boolean
  readonly allowRemote?: boolean
}

const CONTENT_TYPES = { json: 'application/json', xml: 'application/xml', text: 'text/plain' } as const
const TYPE_OF_FORMAT = { json: 'json', xml: 'xml', nvp: 'text' } as const satisfies Record<BodyFormat, string>
const MAX_EVENTS = 10_000
const MAX_RATE = 500

export function addMambuSimulateCommand(mambu: Command, output: Output, run: CommandRunner): void {
  mambu
    .command('simulate')
    .summary('send events as Mambu does')
    .description(
      'Sends events to a direct URL as Mambu does: 4 tries with growing delays, a breaker (slower than 500 ms or no 2xx for 5 of the last 10), the same delivery id on every try. Reports what was delivered, retried and lost. Exit code 1 when something was lost.',
    )
    .argument('<target>', 'process or @alias, or a whole direct URL')
    .option('--events <n>', `events in all, at most ${MAX_EVENTS}`, '20')
    .option('--rate <n>', `events a second, at most ${MAX_RATE}`, '10')
    .option('--parallel <n>', 'messages under way at the same time', '1')
    .option(
      '--template <file>',
      'payload (default: <process>.example.json beside the process, its ref numbered)',
    )
    .option(
      '--values <file>',
      'JSON file with the values of its placeholders, or a list of such; {n} is the number of the event',
    )
    .option('--method <method>', 'POST, PUT or PATCH', 'POST')
    .option('--content-type <type>', 'json, xml or text (default: as the direct URL)')
    .option('--xml', 'to the XML direct URL')
    .option('--nvp', 'to the NVP direct URL')
    .option(
      '--pace <n>',
      "so many times faster than Mambu's own waiting (30 s, 2 min, 8 min; breaker 5 s)",
      '60',
    )
    .option('--resends <n>', 'how often what has failed is resent by hand, with a new delivery id', '0')
    .option(
      '--lose-answer-every <n>',
      'the answer of every so many-th try gets lost, so that it is sent again',
      '0',
    )
    .option('--no-delivery-id', 'send no x-notifications-idempotency-key')
    .option('--user <user>', 'Basic authorization; the password comes from standard input')
    .option('--header <header>', "static header, e.g. 'x-api-key: secret'; may be given again", collect, [])
    .option('--timeout <ms>', 'milliseconds until a try without an answer has failed', '10000')
    .option('--allow-remote', 'send to another machine than this one')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
Examples:
  startnode mambu simulate loan-approved --events 50 --rate 20
  startnode mambu simulate loan-approved --template payload.json --values values.json --resends 1
  startnode mambu simulate http://127.0.0.1:3000/api/2/json/public/loan-approved/0f3c... --template payload.json`,
    )
    .action((target: string, options: SimulateOptions) =>
      run(options.json === true, async () => {
        const { method } = options
        if (method !== 'POST' && method !== 'PUT' && method !== 'PATCH')
          throw new StartnodeError('usage', `Mambu sends POST, PUT or PATCH, not ${method}`)
        const numbers = readNumbers(options)
        const { url, format, body, authorization } = await findSimulationTarget(target, options, output)
        const headers = { ...headersOf(options, format), ...authorization }
        const { pace, timeoutMs, ...limits } = numbers
        const report = await simulate(
          { rules: paceRules(MAMBU_RULES, pace), ...limits },
          {
            body,
            send: (text, id) =>
              sendWebhook({
                url,
                method,
                headers: options.deliveryId ? { ...headers, 'x-notifications-idempotency-key': id } : headers,
                body: text,
                timeoutMs,
              }),
            drawId: randomUUID,
            now: () => performance.now(),
            sleep: (ms) => sleep(ms),
          },
        )
        output.print(options.json ? JSON.stringify(report) : describe(report))
        return report.lost === 0 ? EXIT.done : EXIT.failed
      }),
    )
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

function readNumbers(options: SimulateOptions) {
  const whole = (name: string, text: string, min: number, max: number) => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < min || value > max)
      throw new StartnodeError('usage', `${name} takes a whole number from ${min} to ${max}, not '${text}'`)
    return value
  }
  return {
    events: whole('--events', options.events, 1, MAX_EVENTS),
    rate: whole('--rate', options.rate, 1, MAX_RATE),
    parallel: whole('--parallel', options.parallel, 1, 50),
    pace: whole('--pace', options.pace, 1, 100_000),
    resends: whole('--resends', options.resends, 0, 10),
    loseAnswerEvery: whole('--lose-answer-every', options.loseAnswerEvery, 0, MAX_EVENTS),
    timeoutMs: whole('--timeout', options.timeout, 1, 120_000),
  }
}

function headersOf({ contentType, header }: SimulateOptions, format: BodyFormat): Record<string, string> {
  const type = contentType ?? TYPE_OF_FORMAT[format]
  if (type !== 'json' && type !== 'xml' && type !== 'text')
    throw new StartnodeError('usage', `The content type is json, xml or text, not ${type}`)
  const headers: Record<string, string> = { 'content-type': CONTENT_TYPES[type] }
  for (const line of header) {
    const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? []
    if (name === undefined || value === undefined)
      throw new StartnodeError('usage', "A header is written 'name: value'")
    headers[name.toLowerCase()] = value
  }
  return headers
}

function describe(report: SimulationReport): string {
  const { events, delivered, firstTry, retried, resent, lost, tries, answers, slow, answerMs, breaker } =
    report
  const counted = Object.entries(answers).map(
    ([status, count]) => `${count} x ${status === 'none' ? 'no answer' : status}`,
  )
  const openings = `opened ${breaker.opened} times, ${breaker.trials} trials, messages waited ${breaker.waitedMs} ms`
  return [
    `${events} events, ${tries} tries: ${counted.join(', ')}`,
    `delivered ${delivered}: ${firstTry} at the first try, ${retried} by a retry, ${resent} by a resend`,
    `lost ${lost}`,
    `tasks ${report.tasks}, repeats that became another task ${report.doubled}`,
    `answers after ${answerMs.p50} ms (half of them), ${answerMs.p95} ms (95 of 100), ${answerMs.max} ms at most; too slow ${slow}`,
    `breaker ${breaker.opened === 0 ? 'stayed closed' : openings}`,
    ...report.reasons.map(({ reason, tries }) => `  ${tries} x ${reason}`),
  ].join('\n')
}
