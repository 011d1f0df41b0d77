/** Compiled by `npm run typecheck`, never run: what must not compile stands under @ts-expect-error. */
import { z } from 'zod'
import type { Task } from '../../src/process/task.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import type { loanApproved } from '../../workflows/loan-approved/loan-approved.ts'

declare function small(task: Task<{ readonly id: string }>): Promise<void>
declare function noTask(id: string): Promise<void>

startNode<typeof small>('small', { title: 'Fits', input: z.object({ id: z.string() }) })
startNode<typeof small>('small', {
  title: 'More than asked',
  input: z.object({ id: z.string(), more: z.number() }),
})

// @ts-expect-error the workflow takes a string
startNode<typeof small>('small', { title: 'Other type', input: z.object({ id: z.number() }) })

// @ts-expect-error the workflow needs an id
startNode<typeof small>('small', { title: 'Missing', input: z.object({}) })

// @ts-expect-error the workflow needs an id always
startNode<typeof small>('small', { title: 'Optional', input: z.object({ id: z.string().optional() }) })

// @ts-expect-error loan-approved takes an amount as a number
startNode<typeof loanApproved>('loan-approved', { title: 'x', input: z.object({ float_amount: z.string() }) })

// @ts-expect-error not a process: it takes no task
startNode<typeof noTask>('no-task', { title: 'x', input: z.object({ id: z.string() }) })
