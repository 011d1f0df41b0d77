// Makes `import` read TypeScript. Newer Nodes do so by themselves; tsx is for those that don't (20, 22 before 22.18).
//
//     node --import ./bin/load-typescript.js src/cli/demo.ts
if (!process.features.typescript) {
  const { register } = await import('tsx/esm/api')
  register()
}
