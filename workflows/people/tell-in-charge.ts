import { node, note } from '../../src/workflows/nodes/index.ts'
import { mambuWrites } from '../mambu/mambu-calls.ts'
import { mambuRefusalOf } from '../mambu/mambu-refusal.ts'

/** Something that a person has to do or know about an account. */
export interface Word {
  readonly taskId: string
  /** Of the account; null: nobody is in charge. */
  readonly assignedUserKey: string | null
  readonly account: { readonly type: 'LOAN_ACCOUNT' | 'DEPOSIT_ACCOUNT'; readonly key: string }
  /** One sentence; Mambu takes the same one of a task and node once. */
  readonly subject: string
  readonly text: string
}

/**
 * A task in Mambu for the user in charge of an account; a comment at the account where there is none, or where Mambu
 * takes no task for them (they have left the bank, say), so that the word is left in any case.
 *
 * @param title of the node
 * @throws ActivityFailure when Mambu refuses it, or stays away too long: somebody must know
 */
export function tellInCharge(title: string, word: Word): Promise<string> {
  const { taskId, assignedUserKey, account, subject, text } = word
  const write = `${title}: ${subject}`
  const comment = (node: string) =>
    mambuWrites.createComment({
      taskId,
      node,
      ownerType: account.type,
      ownerKey: account.key,
      text: `${subject}: ${text}`,
    })
  return node(title, async () => {
    if (assignedUserKey === null) return comment(write)
    try {
      return await mambuWrites.createUserTask({
        taskId,
        node: write,
        title: subject,
        description: text,
        dueDate: new Date().toISOString().slice(0, 10),
        assignedUserKey,
        link: account,
      })
    } catch (error) {
      const refusal = mambuRefusalOf(error)
      if (refusal === null) throw error
      note(`A comment in place of a task: ${refusal}`)
      return comment(`${write} (comment)`)
    }
  })
}
