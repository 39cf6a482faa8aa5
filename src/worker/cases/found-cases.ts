import { CASE_FILES, CASES_PATH, type CasesAnswer, caseFilePath } from '../../model/served-cases.ts'
import type { CaseFile, CaseName } from '../cases-protocol.ts'
import { foundIn } from './read-run-files.ts'

/** Cases that lie where the server was started, as `berth prove` wrote them; none where it says nothing of any. */
export async function foundCaseNames(): Promise<readonly CaseName[]> {
  return Promise.all(
    (await servedNames()).map(async (name): Promise<CaseName> => {
      const found = foundIn(await (await fetch(caseFilePath(name, 'case.json'))).text())
      return { name, law: found?.law ?? '', message: found?.message ?? '', kind: 'found' }
    }),
  )
}

/** The files of such a case, null when there is none of that name. */
export async function foundCaseFiles(name: string): Promise<readonly CaseFile[] | null> {
  if (!(await servedNames()).includes(name)) return null
  return Promise.all(
    CASE_FILES.map(async (file) => ({ name: file, text: await (await fetch(caseFilePath(name, file))).text() })),
  )
}

async function servedNames(): Promise<readonly string[]> {
  try {
    return ((await (await fetch(CASES_PATH)).json()) as CasesAnswer).names
  } catch {
    return []
  }
}
