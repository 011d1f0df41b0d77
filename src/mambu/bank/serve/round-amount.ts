/** An amount without what binary fractions add to it. */
export function roundAmount(amount: number): number {
  return Math.round(amount * 1e6) / 1e6
}
