/**
 * Which process ids no process may have although they are well formed: its camelCase is the name of an exported function beside
 * the engine's own, and the id is the head of workflow ids.
 */
import { workflowTypeOf } from './process-id.ts'

/**
 * What `src/workflows/index.ts` exports: no processes, whatever their id. A process of such a name would take its place in the
 * bundle.
 */
export const ENGINE_WORKFLOWS: readonly string[] = [
  'callbackRecord',
  'deliveryRecord',
  'quarantinedDelivery',
  'scheduledTask',
  'startnodeAlerts',
  'startnodeQueue',
  'startnodeSettings',
  'startnodeState',
  'startnodeSum',
]

/** Head of the engine's workflow ids: `startnode-queue/...`. */
const ENGINE_HEAD = 'startnode-'

/** What no function of a module can be called (ECMAScript 2026, 12.7.2 Keywords and Reserved Words, and strict mode). */
const RESERVED: ReadonlySet<string> = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield`.split(/\s+/),
)
/** A key that every plain object has already; an export for which `import()` of the index would wait for ever. */
const WITH_A_MEANING: ReadonlySet<string> = new Set(['constructor', 'then'])

/**
 * Says why a process can't be called that; null: it can.
 *
 * @param process a well-formed process id
 * @example processNameProblem('class') // "'class' is a reserved word of JavaScript"
 */
export function processNameProblem(process: string): string | null {
  const workflow = workflowTypeOf(process)
  if (process.startsWith(ENGINE_HEAD)) return `'${ENGINE_HEAD}...' are names of the engine`
  if (ENGINE_WORKFLOWS.includes(workflow)) return `'${workflow}' is a workflow of the engine`
  if (RESERVED.has(workflow)) return `'${workflow}' is a reserved word of JavaScript`
  if (WITH_A_MEANING.has(workflow)) return `'${workflow}' has a meaning of its own in JavaScript`
  return null
}
