/** The proof of a decision counts once: a copy of the signal, which everybody with access to the namespace can send, carries the same. */
import type { KeptSignal } from '../../../process/carried.ts'
import { readProof } from '../../../process/decision.ts'
import type { TaskRun } from '../run/task-run.ts'

/** Notes down that a signal was judged or dropped. */
export function useProof({ usedProofs }: TaskRun, { args }: KeptSignal): void {
  const proof = readProof(args[0])
  if (proof !== null) usedProofs.add(proof.id)
}

/** Whether a signal with this proof was judged or dropped before. */
export function isProofUsed({ usedProofs }: TaskRun, { args }: KeptSignal): boolean {
  return usedProofs.has(readProof(args[0])?.id ?? '')
}
