import { invalid, refuse, type StandInAnswer } from './serve/answer.ts'
import { drawKey, type Entity, now } from './serve/table.ts'

/** A transaction of an account as Mambu's JSON has it, and what undoes it. */
export interface StandInTransaction extends Entity {
  readonly type: string
  readonly amount: number
  readonly parentAccountKey: string
  adjustmentTransactionKey: string | null
}

/** Transactions of one kind of account: each amount once, each external id once, each reversed once. */
export class StandInTransactions {
  readonly all: StandInTransaction[] = []
  readonly #undo = new Map<string, () => StandInAnswer | null>()
  #lastId = 0

  /** Why a body is no transaction; null: it is one. */
  check(body: Readonly<Record<string, unknown>>): StandInAnswer | null {
    if (typeof body.amount !== 'number' || !(body.amount > 0)) return invalid('amount')
    const taken = body.externalId !== undefined && this.all.some((one) => one.externalId === body.externalId)
    return taken ? refuse(400, 2305, 'TRANSACTION_EXTERNAL_ID_ALREADY_EXISTS', 'externalId') : null
  }

  /**
   * @param undo gives a refusal when it can't be undone
   * @param id where it must be that one; default: drawn
   */
  post(
    type: string,
    account: Entity,
    body: Readonly<Record<string, unknown>>,
    undo: () => StandInAnswer | null = () => null,
    id?: string,
  ): StandInTransaction {
    this.#lastId += 1
    const at = now()
    const transaction: StandInTransaction = {
      valueDate: at,
      bookingDate: at,
      ...body,
      id: id ?? String(this.#lastId),
      encodedKey: drawKey(),
      creationDate: at,
      type,
      amount: body.amount as number,
      parentAccountKey: account.encodedKey,
      adjustmentTransactionKey: null,
    }
    this.all.push(transaction)
    this.#undo.set(transaction.encodedKey, undo)
    return transaction
  }

  find(idOrKey: string | undefined): StandInTransaction | undefined {
    return this.all.find(({ id, encodedKey }) => id === idOrKey || encodedKey === idOrKey)
  }

  of(account: Entity): StandInTransaction[] {
    return this.all.filter(({ parentAccountKey }) => parentAccountKey === account.encodedKey).reverse()
  }

  adjust(idOrKey: string | undefined, body: Readonly<Record<string, unknown>>): StandInAnswer {
    const transaction = this.find(idOrKey)
    if (!transaction) return refuse(404, 2300, 'INVALID_TRANSACTION_ID', `no transaction '${idOrKey}'`)
    if (transaction.adjustmentTransactionKey !== null)
      return refuse(400, 2302, 'TRANSACTION_ALREADY_ADJUSTED', 'transactionId')
    const refused = this.#undo.get(transaction.encodedKey)?.()
    if (refused) return refused
    const account = { id: '', encodedKey: transaction.parentAccountKey }
    const reversal = this.post(`${transaction.type}_ADJUSTMENT`, account, {
      amount: transaction.amount,
      notes: body.notes,
    })
    transaction.adjustmentTransactionKey = reversal.encodedKey
    return { status: 200, body: reversal }
  }
}
