import type { AllocationRequest } from '../../model/agent.ts'
import { type Kernel, KernelError } from '../kernel/kernel.ts'
import { ip, type Link, linksIn } from './links.ts'
import type { UndoList } from './undo-list.ts'

/** Name of the pod's interface inside its namespace. */
export const INNER_NAME = 'eth0'

/** Gives the interface inside the namespace its name, MAC and address and switches it on. found: under any name. */
export async function configureInner(
  kernel: Kernel,
  undo: UndoList,
  namespace: string,
  request: AllocationRequest,
  find: (link: Link) => boolean,
): Promise<void> {
  const found = (await linksIn(kernel, namespace)).find(find)
  if (found === undefined) throw new KernelError(`look into ${namespace}`, 'the interface did not arrive')
  const set = (...words: string[]) => ip(kernel, namespace, ['link', 'set', 'dev', ...words])
  if (found.name !== INNER_NAME) {
    await undo.step(`rename ${found.name} to ${INNER_NAME}`, () => set(found.name, 'name', INNER_NAME), {
      words: `${INNER_NAME} renamed back to ${found.name}`,
      act: async () => {
        await set(INNER_NAME, 'down')
        await set(INNER_NAME, 'name', found.name)
      },
    })
  }
  const { mac, ip: address } = request.holding
  if (found.mac !== mac) {
    await undo.step(`MAC ${mac}`, () => set(INNER_NAME, 'address', mac), {
      words: `MAC back to ${found.mac}`,
      act: () => set(INNER_NAME, 'address', found.mac),
    })
  }
  const wanted = `${address}/${request.network.prefixLength}`
  await configureAddress(kernel, undo, namespace, found, wanted)
  const up = (name: string) => () => set(name, 'up')
  const loopback = (await linksIn(kernel, namespace)).find((link) => link.name === 'lo')
  if (loopback?.isUp === false) await undo.step('lo up', up('lo'), { words: 'lo down', act: () => set('lo', 'down') })
  if (found.isUp && found.name === INNER_NAME) return
  await undo.step(`${INNER_NAME} up`, up(INNER_NAME), {
    words: `${INNER_NAME} down`,
    act: () => set(INNER_NAME, 'down'),
  })
}

/** One IPv4 address and no other. Others go first: the first of a subnet takes the others with it. */
async function configureAddress(
  kernel: Kernel,
  undo: UndoList,
  namespace: string,
  found: Link,
  wanted: string,
): Promise<void> {
  const change = (verb: 'add' | 'del', address: string) =>
    ip(kernel, namespace, ['addr', verb, address, 'dev', INNER_NAME])
  const present = found.addresses.map((address) => `${address.ip}/${address.prefixLength}`)
  for (const other of present.filter((address) => address !== wanted)) {
    await undo.step(`address ${other} off`, () => change('del', other), {
      words: `address ${other} on again`,
      act: () => change('add', other),
    })
  }
  if (present.includes(wanted)) return
  await undo.step(`address ${wanted}`, () => change('add', wanted), {
    words: `address ${wanted} off again`,
    act: () => change('del', wanted),
  })
}
