export * from './long-watch.ts'
export * from './new-build.ts'
