import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandLine, optionWords, wordsOf } from '../../../src/base/command-line.ts'

/** The words that a real shell makes of a line. */
function readByShell(line: string): readonly string[] {
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
  return printed.split('\0').slice(0, -1)
}

describe('a command line to copy', () => {
  it('is read by a shell as the words it was made of', () => {
    const word = fc.string({ unit: 'binary-ascii', minLength: 1 }).filter((text) => !text.includes('\0'))
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        expect(readByShell(commandLine(words))).toEqual(words)
        expect(wordsOf(commandLine(words))).toEqual(words)
      }),
      { numRuns: 20, examples: [[["my plans/it's.yaml", 'games.a.peakPlayers=[1, 2]', '$HOME', '~', '', '*']]] },
    )
  })

  it('leaves plain words bare and says nothing of what was not given', () => {
    const words = ['berth', 'sweep', 'runs/a_b-1.yaml', '--seeds', 8, null, ...optionWords('--profile', null)]
    expect(commandLine(words)).toBe('berth sweep runs/a_b-1.yaml --seeds 8')
    expect(optionWords('--at', '2 d')).toEqual(['--at', '2 d'])
  })
})
