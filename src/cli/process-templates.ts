/** The files `startnode new` writes; a test compiles and runs them. */
import { workflowTypeOf } from '../process/ids/process-id.ts'

/** What the files import or take from JavaScript, so that no process of that name can be written. */
export const IMPORTED_BY_TEMPLATES: ReadonlySet<string> = new Set(
  'Promise Task log mambuText node startNode z'.split(' '),
)

/** Path (relative to the project) -> text of each file of a new process. */
export function processTemplates(process: string): Record<string, string> {
  const workflow = workflowTypeOf(process)
  const type = workflow[0]?.toUpperCase() + workflow.slice(1)
  const title = `${process[0]?.toUpperCase()}${process.slice(1).replaceAll('-', ' ')}`
  return {
    [`workflows/${process}/${process}.ts`]: `import { log } from '@temporalio/workflow'
import type { Task } from '../../src/process/task.ts'
import { node } from '../../src/workflows/nodes/index.ts'

/** The body of the webhook; its schema is in ${process}.start.ts. */
export interface ${type} {
  account_id: string
}

export interface ${type}Result {
  account_id: string
}

/** ${title}. Runs in the workflow sandbox: deterministic, no library; side effects belong in activities. */
export async function ${workflow}(task: Task<${type}>): Promise<${type}Result> {
  await node('Take note', async () => {
    log.info('task received', { taskId: task.taskId, account: task.data.account_id })
  })
  return { account_id: task.data.account_id }
}
`,
    [`workflows/${process}/${process}.start.ts`]: `import { z } from 'zod'
import { mambuText } from '../../src/start-node/mambu-text.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import type { ${workflow} } from './${process}.ts'

export default startNode<typeof ${workflow}>('${process}', {
  title: '${title}',
  input: z.object({ account_id: mambuText().meta({ mambu: '{ACCOUNT_ID}' }) }),
})
`,
    [`workflows/${process}/${process}.example.json`]: '{\n  "account_id": "ACC-1"\n}\n',
    [`test/workflows/${process}.test.ts`]: `import { expect, test } from 'vitest'
import startNode from '../../workflows/${process}/${process}.start.ts'
import { runProcess } from '../helpers/run-process.ts'

test('${process} takes its example body and ends', async () => {
  const data = { account_id: 'ACC-1' }
  expect(startNode.input.safeParse(data).success).toBe(true)
  expect(await runProcess('${process}', data)).toEqual({ account_id: 'ACC-1' })
})
`,
  }
}
