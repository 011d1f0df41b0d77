/** What people read in Mambu: tasks for users and comments; and the credit arrangement behind accounts. */
import { z } from 'zod'
import { type MambuCustomFields, readCustomFields } from '../../src/mambu/client/custom-fields.ts'
import type { Expected, MambuCalls, MambuWrite } from '../../src/mambu/client/mambu-calls.ts'

export type TaskLinkType = 'LOAN_ACCOUNT' | 'DEPOSIT_ACCOUNT' | 'CLIENT' | 'GROUP' | 'LINE_OF_CREDIT'

/** A task of `loan-approved`, linked to a loan; others give `link`. */
export interface UserTask {
  readonly taskId: string
  /** Default `Notify`. */
  readonly node?: string | undefined
  readonly title: string
  readonly description: string
  /** `YYYY-MM-DD`; from the workflow, so that a retry after midnight sends the same body. */
  readonly dueDate: string
  readonly assignedUserKey: string
  readonly loanKey?: string | undefined
  /** Key and type of what it is about. Default: the loan, else nothing. */
  readonly link?: { readonly type: TaskLinkType; readonly key: string } | undefined
}

export interface NewComment extends MambuWrite {
  readonly ownerType:
    | 'CLIENT'
    | 'GROUP'
    | 'LOAN_ACCOUNT'
    | 'DEPOSIT_ACCOUNT'
    | 'LINE_OF_CREDIT'
    | 'GL_JOURNAL_ENTRY'
  readonly ownerKey: string
  readonly text: string
}

export interface CreditArrangement {
  readonly id: string
  readonly key: string
  readonly state: string
  readonly amount: number
  readonly available: number | null
  readonly currency: string | null
  readonly holderKey: string | null
  readonly custom: MambuCustomFields
}

const created = z.object({ encodedKey: z.string() })
const text = z.string().nullish()
const arrangement: Expected<CreditArrangement> = {
  what: 'credit arrangement',
  schema: z
    .looseObject({
      id: z.string(),
      encodedKey: z.string(),
      state: z.string(),
      amount: z.number(),
      availableCreditAmount: z.number().nullish(),
      currency: z.looseObject({ code: text }).nullish(),
      holderKey: text,
    })
    .transform((raw) => ({
      id: raw.id,
      key: raw.encodedKey,
      state: raw.state,
      amount: raw.amount,
      available: raw.availableCreditAmount ?? null,
      currency: raw.currency?.code ?? null,
      holderKey: raw.holderKey ?? null,
      custom: readCustomFields(raw),
    })),
}

export function workItemActivities(calls: MambuCalls) {
  return {
    /** Opens a task for a user in Mambu, once. Gives its key. */
    async createUserTask({ taskId, node = 'Notify', loanKey, link, ...task }: UserTask): Promise<string> {
      const about = link ?? (loanKey === undefined ? null : { type: 'LOAN_ACCOUNT', key: loanKey })
      const body = {
        ...task,
        ...(about === null ? {} : { taskLinkType: about.type, taskLinkKey: about.key }),
      }
      const expected = { schema: created, what: 'task' }
      return (await calls.post({ taskId, node }, '/tasks', body, expected)).encodedKey
    },

    /** Gives the key of the comment. */
    async createComment({ taskId, node, ...comment }: NewComment): Promise<string> {
      const expected = { schema: created, what: 'comment' }
      return (await calls.post({ taskId, node }, '/comments', comment, expected)).encodedKey
    },

    /** By id or key; null: there is none. */
    getCreditArrangement: (id: string): Promise<CreditArrangement | null> =>
      calls.find(`/creditarrangements/${encodeURIComponent(id)}?detailsLevel=FULL`, arrangement),
  }
}
