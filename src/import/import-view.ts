/** A checked export and a done import, as doors over HTTP show them: without any credential. */
import { z } from 'zod'
import type { PreparedImport } from './prepare-import.ts'

/** Errors come first, so what is cut off is the last of the warnings. */
const MAX_PROBLEMS = 1_000

const problem = z.object({
  code: z.string().describe('Stable; docs/mpo-migration.md has a line for each'),
  severity: z.enum(['error', 'warning']),
  file: z.string(),
  mpoId: z.string().nullable(),
  process: z.string().nullable().describe('Title of the process it is about'),
  nodeId: z.string().nullable(),
  nodeTitle: z.string().nullable(),
  path: z.string().describe('JSON Pointer into the process, or into the file'),
  line: z.number().nullable(),
  text: z.string(),
})

const checkedProcess = z.object({
  mpoId: z.string().nullable(),
  title: z.string(),
  file: z.string(),
  line: z.number(),
  kind: z.enum(['process', 'state diagram']),
  active: z.boolean().describe('False: it was paused in MPO'),
  nodes: z.record(z.string(), z.number()).describe('How many of each kind, most first'),
  inputs: z.number().describe('Parameters that are checked when something comes in'),
  errors: z.number(),
  warnings: z.number(),
  becomes: z
    .object({
      process: z.string(),
      version: z.string(),
      state: z.enum(['new', 'changed', 'unchanged']),
      former: z.string().nullable().describe('The version that is here now'),
      secrets: z.array(z.string()).describe('Variables that its credentials would go into'),
      asksForCredentials: z.boolean().describe('Its Start node had Basic credentials'),
    })
    .nullable()
    .describe('Null: it can not be imported as it stands'),
})

export const checkedView = z.object({
  ok: z.boolean().describe('True: nothing stands in the way of an import'),
  errors: z.number(),
  warnings: z.number(),
  unplanned: z.string().nullable().describe('Why it can not be imported as it stands, errors apart'),
  refusal: z.string().nullable().describe('Why nothing is imported here, with how to deploy'),
  processes: z.array(checkedProcess),
  aliases: z.array(z.object({ name: z.string(), target: z.string().nullable() })),
  variables: z.array(z.object({ name: z.string(), secret: z.boolean(), hasValue: z.boolean() })),
  reads: z.array(z.string()).describe('Variables that its nodes read'),
  stages: z.number(),
  folders: z.number(),
  problems: z.array(problem),
  moreProblems: z.number().describe('Warnings beyond those that are listed'),
})

export type CheckedView = z.output<typeof checkedView>

export const importedView = z.object({
  imported: z.array(
    z.object({
      process: z.string(),
      version: z.string(),
      state: z.enum(['new', 'changed', 'unchanged']),
      former: z.string().nullable().describe('The version that was moved to `versions/`'),
    }),
  ),
  variables: z.array(z.string()).describe('Variables that were set'),
  auth: z.array(z.string()).describe('Processes that ask for the credentials they had in MPO'),
  aliases: z.array(z.string()).describe('Aliases that were created; their direct URLs are off'),
  left: z.array(z.string()).describe('What was left as it is, and why'),
  next: z.array(z.string()).describe('What is left to do, in the order to do it'),
  errors: z.number().describe('It was imported in spite of them'),
  warnings: z.number(),
})

/** @param refusal why nothing is imported here; null: it may be */
export function viewChecked(
  { view, planned, unplanned, reads }: PreparedImport,
  refusal: string | null,
): CheckedView {
  const sorted = [...view.problems].sort((a, b) => rank(a.severity) - rank(b.severity))
  return {
    ...view,
    ...{ unplanned, refusal },
    reads: [...reads],
    aliases: [...view.aliases],
    variables: [...view.variables],
    processes: view.processes.map((process) => ({
      ...process,
      becomes: becomesOf(
        planned?.find(({ mpoId, title }) => mpoId === process.mpoId && title === process.title),
      ),
    })),
    problems: sorted.slice(0, MAX_PROBLEMS),
    moreProblems: Math.max(0, sorted.length - MAX_PROBLEMS),
  }
}

const rank = (severity: 'error' | 'warning') => (severity === 'error' ? 0 : 1)

function becomesOf(
  planned: NonNullable<PreparedImport['planned']>[number] | undefined,
): CheckedView['processes'][number]['becomes'] {
  if (planned === undefined) return null
  const { process, version, former, secrets, auth } = planned
  return {
    ...{ process, version },
    state: former === null ? 'new' : former.version === version ? 'unchanged' : 'changed',
    former: former?.version ?? null,
    secrets: [...secrets.keys()],
    asksForCredentials: auth !== null,
  }
}
