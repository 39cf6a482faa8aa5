import childProcess from 'node:child_process'
import { appendFileSync, constants, existsSync, readFileSync } from 'node:fs'
import files from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

// Loaded before the agent as it is shipped (`node --import`): once /run/mortal/die-at is there, each write of the agent
// is a line of /run/mortal/writes, and SIGKILL ends the process just before the write of that number, counted from 1;
// 0 is never.

const DIE_AT = '/run/mortal/die-at'
const WRITES = '/run/mortal/writes'

function write(words) {
  if (!existsSync(DIE_AT)) return
  const number = existsSync(WRITES) ? readFileSync(WRITES, 'utf8').split('\n').length : 1
  if (number === Number(readFileSync(DIE_AT, 'utf8'))) process.kill(process.pid, 'SIGKILL')
  // Its own number, which stands for the host's namespace, is another in each life.
  appendFileSync(WRITES, `${words.replaceAll(String(process.pid), 'AGENT')}\n`)
}

/** Whether a program is only asked something. */
function isQuestion(words) {
  return words.includes('show') || /^(report|project -c) /.test(words[2] ?? '')
}

const { open, mkdir, rmdir, rename, rm } = files
files.open = async (path, flags, ...more) => {
  const isWrite = typeof flags === 'number' ? (flags & constants.O_WRONLY) !== 0 : flags === 'w'
  const file = await open(path, flags, ...more)
  if (!isWrite) return file
  // A file is written in one call, so its words are known only then. Emptying one of the kernel's before has no effect.
  const say = (text) => write(`${path} = ${String(text).trim()}`)
  const { write: writeSome, writeFile } = file
  file.write = (text, ...rest) => {
    say(text)
    return writeSome.call(file, text, ...rest)
  }
  file.writeFile = (text, ...rest) => {
    say('a record')
    return writeFile.call(file, text, ...rest)
  }
  return file
}
files.mkdir = (path, options) => {
  if (options?.recursive !== true) write(`mkdir ${path}`)
  return mkdir(path, options)
}
files.rmdir = (path) => {
  write(`rmdir ${path}`)
  return rmdir(path)
}
files.rename = (from, to) => {
  write(`rename ${from}`)
  return rename(from, to)
}
files.rm = (path, options) => {
  write(`rm ${path}`)
  return rm(path, options)
}
const { execFile } = childProcess
childProcess.execFile = (program, words, ...more) => {
  if (!isQuestion(words)) write(`${program} ${words.join(' ')}`)
  return execFile(program, words, ...more)
}
syncBuiltinESMExports()
