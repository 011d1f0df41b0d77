import { expect, test } from 'vitest'
import { askOthersNow } from '../../src/admin/peers/ask-others-now.ts'
import type { PeerAnswer, Peers } from '../../src/admin/peers/ask-peers.ts'
import { makeNeed, type Need } from '../../src/now/need.ts'

test('what others suffer from is named, and never mistaken for what one suffers from oneself', async () => {
  const need = makeNeed('stuck', { text: 'put aside', count: 2, link: '/inbox' })
  const answers: PeerAnswer<{ needs: Need[] }>[] = [
    { name: 'b:3001', answer: { needs: [need] }, asOf: '2026-11-30T12:00:00.000Z', away: null },
    { name: 'c:3001', answer: { needs: [need] }, asOf: '2026-11-30T11:00:00.000Z', away: 'it hangs' },
  ]
  const peers = { id: 'x', name: 'a:3001', ask: async () => answers } as unknown as Peers
  expect(await askOthersNow(peers)).toEqual({
    needs: [{ ...need, id: `b:3001 ${need.id}`, text: 'Receiver b:3001: put aside', link: null }],
    away: ['receiver c:3001: it hangs'],
  })
})
