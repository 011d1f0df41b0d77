/** The only threshold Mambu publishes, ms: a webhook answered later counts as failed. */
export const MAMBU_MS = 500

export const isSlow = (ms: number) => ms > MAMBU_MS
