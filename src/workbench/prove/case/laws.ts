/** A law in a sentence, for who meets it on the page. */
interface LawWords {
  readonly name: string
  readonly says: string
}

const LAWS: Readonly<Record<string, LawWords>> = {
  format: { name: 'format', says: 'Every line of a log reads as the format says, in the order of time.' },
  L1: { name: 'cpus', says: 'No Cpu is held by two pods; what is exclusive, shared and reserved never meets.' },
  L2: { name: 'amounts', says: 'Of memory, disk, IO, VFs and NIC shares no more is held than is allocatable.' },
  L3: {
    name: 'identity',
    says: 'An IP, a MAC and a VF have one holder, and the address is one that the host may use.',
  },
  L4: { name: 'spread', says: 'A domain never holds more pods of a component than its hard limit.' },
  L5: { name: 'locality', says: 'A pod is where its component may be, and beside those that it must stay with.' },
  L6: { name: 'conservation', says: 'When everything is released, the fleet is as it was when empty.' },
  L7: { name: 'replay', says: 'The same events decide the same, in whatever order hosts and pods are listed.' },
  L8: { name: 'truth', says: 'A refused pod fits nowhere, and with the nearest change it would fit.' },
  L9: { name: 'best', says: 'No other host that could take the pod scores higher.' },
  L10: {
    name: 'lossless',
    says: 'A resize keeps host, address and VF, and grows to more or shrinks to fewer of the same Cpus.',
  },
  L11: { name: 'once', says: 'However confirmations come, nothing is booked twice.' },
  L12: { name: 'progress', says: 'What is asked for is answered, and no pod waits that fits.' },
  L13: {
    name: 'numa',
    says: 'A pod stands on one NumaNode when it asks for that, else on the fewest that can hold it.',
  },
}

/** `L4 spread` and its sentence; a law of another version is named alone. */
export function lawWords(law: string): { readonly title: string; readonly says: string } {
  const words = LAWS[law]
  return words === undefined ? { title: law, says: '' } : { title: `${law} ${words.name}`, says: words.says }
}
