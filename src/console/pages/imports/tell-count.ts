/** @example tellCount(2, 'process', 'processes') // '2 processes' */
export function tellCount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
