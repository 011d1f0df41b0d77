import { randomUUID } from 'node:crypto'
import type { CardMessage } from '../../workflows/card-authorisation/card-message.ts'

/** A question of the card processor that waits as long as it may: machines of tests are slow. */
export function authorisation(cardToken: string, more: Partial<CardMessage> = {}): CardMessage {
  const token = `auth-${randomUUID()}`
  return {
    type: 'authorization',
    token,
    authorization_token: token,
    card_token: cardToken,
    amount: 42.5,
    currency_code: 'EUR',
    answer_within_ms: 9_000,
    ...more,
  }
}

/** A clearing of it: the whole amount, and the last one. */
export function clearing(of: CardMessage, more: Partial<CardMessage> = {}): CardMessage {
  const { authorization_token, card_token, amount, currency_code } = of
  const token = `clear-${randomUUID()}`
  return {
    type: 'authorization.clearing',
    token,
    authorization_token,
    card_token,
    amount,
    currency_code,
    ...more,
  }
}

export function reversal(of: CardMessage, more: Partial<CardMessage> = {}): CardMessage {
  return clearing(of, { type: 'authorization.reversal', token: `back-${randomUUID()}`, ...more })
}
