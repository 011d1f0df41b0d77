/** Where Mambu reaches the receiver: what a process can't know, since it is the environment's. */

/** @param publicUrl PUBLIC_URL, without a trailing slash */
export function createReceiverActivities(publicUrl: string) {
  return {
    /** Base of all direct URLs, e.g. `https://hooks.example.com`. */
    getReceiverAddress: async (): Promise<string> => publicUrl,
  }
}

export type ReceiverActivities = ReturnType<typeof createReceiverActivities>
