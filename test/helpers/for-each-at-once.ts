/** Calls `use` for every value, `limit` at a time; fails with the first failure. */
export async function forEachAtOnce<T>(
  values: Iterable<T>,
  limit: number,
  use: (value: T) => Promise<void>,
): Promise<void> {
  const iterator = values[Symbol.iterator]()
  const work = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await use(next.value)
  }
  await Promise.all(Array.from({ length: limit }, work))
}
