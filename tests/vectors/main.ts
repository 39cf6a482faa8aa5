import { join } from 'node:path'
import { runFolder } from './run-folder.ts'
import { standardTopologies } from './topologies.ts'

/**
 * `npm run vectors -- [DIR]`: runs the vectors of a folder, the project's own by default. Ends with 0 when all came out
 * as expected, with 1 when some did not, with 2 when something could not be read.
 */
const own = join(process.cwd(), 'tests', 'vectors')
const [folder = own, ...more] = process.argv.slice(2)
if (more.length > 0) {
  process.stderr.write(`one folder, not ${more.length + 1}: npm run vectors -- [DIR]\n`)
  process.exit(2)
}
const { runs, faults, mismatches, ignored } = runFolder(folder, standardTopologies(own))
for (const { file, row, path, found, expected } of faults) {
  const place = [file, row, path].filter((part) => part !== '').join(': ')
  console.log(`unreadable  ${place}: found ${found}, expected ${expected}`)
}
for (const { file, row, field, expected, found } of mismatches) {
  console.log(`mismatch  ${file}: ${row}: ${field}: expected ${expected}, found ${found}`)
}
for (const [name, rows] of runs) console.log(`${name}: ${rows} rows run`)
if (ignored.length > 0) console.log(`no vectors: ${ignored.join(', ')}`)
console.log(`${mismatches.length} mismatches, ${faults.length} faults of the input`)
process.exitCode = faults.length > 0 ? 2 : mismatches.length > 0 ? 1 : 0
