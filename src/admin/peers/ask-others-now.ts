import { z } from 'zod'
import { type Need, needView } from '../../now/need.ts'
import type { Peers } from './ask-peers.ts'

const peerNeeds = z.object({ needs: z.array(needView) })

/**
 * What the other receivers themselves suffer from, each named; one that does not answer is told, since nobody knows how it is.
 *
 * @example const { needs, away } = await askOthersNow(peers)
 */
export async function askOthersNow(
  peers: Peers,
): Promise<{ readonly needs: Need[]; readonly away: string[] }> {
  const answers = await peers.ask('/now/here', peerNeeds)
  return {
    needs: answers.flatMap(({ name, answer, away }) =>
      answer === null || away !== null ? [] : answer.needs.map((need) => at(name, need)),
    ),
    away: answers.flatMap(({ name, away }) => (away === null ? [] : [`receiver ${name}: ${away}`])),
  }
}

/** Its own pages tell more, so no link leads to those of this receiver. */
function at(name: string, need: Need): Need {
  return { ...need, id: `${name} ${need.id}`, text: `Receiver ${name}: ${need.text}`, link: null }
}
