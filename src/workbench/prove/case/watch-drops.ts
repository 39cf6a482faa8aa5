import { onDrop } from '../../on-drop.ts'
import { openFiles } from './case-store.ts'

/** Opens the files of a run directory that are dropped on the page. Returns what ends that. */
export function watchDrops(): () => void {
  return onDrop(({ items }) => {
    // Both are gone once this listener returns; only a folder needs its entry.
    const dropped = [...items].map((item) => {
      const entry = item.webkitGetAsEntry()
      return entry?.isDirectory === true ? filesIn(entry) : [item.getAsFile()].filter((file) => file !== null)
    })
    void Promise.all(dropped).then((files) => openFiles(files.flat()))
  })
}

/** The file, or the files that lie directly in a folder. */
async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) return [await fileOf(entry as FileSystemFileEntry)]
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const inside = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
  return Promise.all(inside.filter((each) => each.isFile).map((each) => fileOf(each as FileSystemFileEntry)))
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}
