const files: Record<string, string> = import.meta.glob('./stages/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** What KWOK does with Nodes and pods, one YAML text of all the Stages in the folder beside this file. */
export const STAGES = Object.keys(files)
  .sort()
  .map((name) => files[name])
  .join('---\n')
