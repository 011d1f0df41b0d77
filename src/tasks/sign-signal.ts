import { StartnodeError } from '../errors/startnode-error.ts'
import { signDecision } from '../keys/decision-proof.ts'
import { isDecision, userOf } from '../process/decision.ts'

/** Who sends a signal, as the admin API or the CLI knows them, and the key that proves it. */
export interface Signer {
  /** E.g. `api:bob`. */
  readonly actor: string
  /** The first signing key. */
  readonly key: Buffer
}

/** Which task it is for. */
export interface SignalledTask {
  readonly workflowId: string
  readonly firstRunId: string
}

/**
 * The arguments of a signal as they are sent: a decision (`decision` in its payload) gets `by` and a proof, so that nobody
 * decides in the name of another; anything else stays as it is.
 *
 * @throws StartnodeError `decider_differs` when `by` is somebody else
 */
export function signSignal<Args extends readonly [] | readonly [unknown]>(
  name: string,
  args: Args,
  { workflowId, firstRunId }: SignalledTask,
  { actor, key }: Signer,
): Args | readonly [unknown] {
  const [given] = args
  if (!isDecision(given)) return args
  const user = userOf(actor)
  const { by = null } = given
  if (by !== null && by !== '' && by !== user)
    throw new StartnodeError('decider_differs', `You decide as ${user}, not as ${String(by)}`)
  const claim = { workflowId, firstRunId, signal: name, payload: { ...given, by: user } }
  return [signDecision(key, claim, actor)]
}
