/** The part of Erlang that `$.map` and `$.filter` have: a parser and an interpreter whose steps are counted. */
export { evaluateFun } from './evaluate-fun.ts'
export { parseFun } from './parse-fun.ts'
