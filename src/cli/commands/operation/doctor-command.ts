/** startnode doctor: everything that would refuse a webhook, and what to do; exit code 1 when something would. */
import type { Command } from 'commander'
import type { Config } from '../../../config.ts'
import { tellAudit } from '../../../doctor/check-audit.ts'
import type { DoctorReport, Finding } from '../../../doctor/doctor-report.ts'
import { runDoctor } from '../../../doctor/run-doctor.ts'
import { isStartnodeError } from '../../../errors/startnode-error.ts'
import { loadStartNodes } from '../../../project/load-start-nodes.ts'
import { WORKFLOWS_DIR } from '../../../project/project.ts'
import type { SettingsSnapshot } from '../../../settings/snapshot.ts'
import { requireTemporal } from '../../../temporal/require-temporal.ts'
import { callAdmin } from '../../admin-client.ts'
import { findAuditProblems } from '../../audit-problems.ts'
import { type ClientContext, withClient } from '../../client-context.ts'
import type { CommandRunner } from '../../command-runner.ts'
import type { Output } from '../../print/output.ts'
import { EXIT } from '../../run-command.ts'

const WITHOUT_TEMPORAL = 'Receivers go on with the settings they keep; bring Temporal back and ask again'

const MARKS: Readonly<Record<Finding['state'], string>> = { ok: '+', off: '-', warning: '~', refuses: '!' }

export function addDoctorCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('doctor')
    .summary('find what would refuse a webhook')
    .description(
      'Takes every direct URL and alias through signature and credentials as the receiver does, and looks at settings, keys, variables, Temporal, workers and the inbox. Names what would refuse and what to do. Exit code 1 when something would, 3 when Temporal could not be asked.',
    )
    .option('--json', 'print {"refuses","findings"}')
    .addHelpText('after', '\nExample:\n  startnode doctor')
    .action((options: { json?: boolean }) =>
      run(options.json === true, async () => {
        const { isPartial, ...report } = await examine()
        if (options.json) output.print(JSON.stringify(report))
        else {
          for (const finding of report.findings) output.print(describe(finding))
          output.print(`\n${sumUp(report, isPartial)}`)
        }
        if (report.refuses > 0) return EXIT.failed
        return isPartial ? EXIT.unreachable : EXIT.done
      }),
    )
}

function sumUp({ refuses }: DoctorReport, isPartial: boolean): string {
  if (refuses > 0) return `${refuses} would refuse.`
  return isPartial
    ? 'Nothing that could be looked at would refuse; Temporal could not be asked.'
    : 'Nothing would refuse.'
}

/** @returns `isPartial`: Temporal could not be asked */
function examine(): Promise<DoctorReport & { readonly isPartial: boolean }> {
  return withClient(examineWith, { needsTemporal: false })
}

async function examineWith(context: ClientContext): Promise<DoctorReport & { readonly isPartial: boolean }> {
  const { config, temporal, client, connection, settings } = context
  const startNodes = await loadStartNodes(WORKFLOWS_DIR)
  const away = await requireTemporal(connection, temporal).then(
    () => undefined,
    (error: Error) => error.message,
  )
  let snapshot: SettingsSnapshot | null = null
  let unread: Finding | null = null
  const area = 'settings'
  const subject = temporal.namespace
  try {
    snapshot = away === undefined ? await settings.read() : null
  } catch (error) {
    const { message } = error as Error
    const advice =
      isStartnodeError(error) && error.code.startsWith('settings_')
        ? 'See docs/operations.md, Lost settings: `startnode setup --restore` brings the known ones back'
        : WITHOUT_TEMPORAL
    unread = { area, subject, state: 'warning', message, advice }
  }
  if (away !== undefined)
    unread = { area, subject, state: 'warning', message: 'They could not be read', advice: WITHOUT_TEMPORAL }
  const report = await runDoctor({
    publicUrl: config.publicUrl,
    signingKeys: config.signingKeys,
    encryptionKeys: config.encryption.keys,
    startNodes,
    client,
    connection,
    namespace: temporal.namespace,
    taskQueue: config.taskQueue,
    away,
    snapshot,
    alarm: null,
    inbox: null,
    forwarder: null,
    keys: null,
  })
  // What could not be read is not known to be missing.
  const own = unread
    ? [...report.findings.filter(({ area }) => area !== 'settings'), unread]
    : report.findings
  const audit = away !== undefined ? [] : await checkAudit(context)
  // The receiver looks at the audit, too.
  const near = [...audit, ...(await askReceiver(config))]
  const others = new Map(near.map((finding) => [`${finding.subject} ${finding.message}`, finding]))
  const findings = [...own, ...others.values()]
  const refuses = findings.filter(({ state }) => state === 'refuses').length
  return { refuses, findings, isPartial: away !== undefined }
}

/** What the history does not tell any more, or tells twice. */
async function checkAudit(context: ClientContext): Promise<Finding[]> {
  return tellAudit(await findAuditProblems(context).catch(() => []))
}

/** Only the receiver knows its inbox and whether its settings are the right ones. */
async function askReceiver(config: Config): Promise<Finding[]> {
  try {
    const { findings } = (await (await callAdmin(config, '/doctor')).json()) as DoctorReport
    return findings.filter(
      ({ area, state }) => area === 'inbox' || area === 'key' || (area === 'settings' && state !== 'ok'),
    )
  } catch (error) {
    const advice = 'Start it, or set ADMIN_URL; without an admin API look at /readyz'
    const { message } = error as Error
    return [{ area: 'receiver', subject: config.admin.url, state: 'warning', message, advice }]
  }
}

function describe({ area, subject, state, message, advice }: Finding): string {
  const what = subject === area ? subject : `${area} ${subject}`
  return `${MARKS[state]} ${what}: ${message}${advice === null || state === 'ok' ? '' : `\n    ${advice}`}`
}
