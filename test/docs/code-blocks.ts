/** The fenced blocks of a Markdown file, in order. */
export interface CodeBlock {
  readonly language: string
  readonly text: string
}

export function readCodeBlocks(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] as string,
    text: (match[2] as string).trimEnd(),
  }))
}

/** One block of commands of README.md with the output that it shows for them, if any. */
export interface CommandBlock {
  readonly commands: string
  readonly shown: readonly string[]
}

/** The ```sh blocks; an ```output block shows the output of the ```sh block before it. */
export function readCommandBlocks(markdown: string): CommandBlock[] {
  const found: { commands: string; shown: string[] }[] = []
  for (const { language, text } of readCodeBlocks(markdown)) {
    if (language === 'sh') found.push({ commands: text, shown: [] })
    else if (language === 'output')
      found.at(-1)?.shown.push(...text.split('\n').filter((line) => line !== ''))
  }
  return found
}
