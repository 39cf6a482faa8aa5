import type { Guest } from '../../host/lab/guest.ts'
import { cgroupDriverOf, type Daemon, daemonOf, NODE_DISK } from './daemon.ts'

/** Where NRI plugins of the guest connect. */
export const NRI_SOCKET = '/run/nri/nri.sock'

export interface ContainerdOptions {
  /**
   * Whether NRI's own validator judges each container: a pod whose annotation `required-plugins.noderesource.dev` names
   * a plugin that is away then does not start. True unless told; without it the annotation says nothing.
   */
  readonly validates?: boolean
  /** NRI plugins without which no container starts, whatever its annotations say; none unless told. */
  readonly requiredPlugins?: readonly string[]
}

const CONFIG = '/etc/containerd/config.toml'
const CNI_CONFIG = '/etc/cni/net.d'
const IMAGE_FILE = `${NODE_DISK}/images/game.tar`
/** The one image of the lab: see go/game. A container with no other words than its own only waits. */
export const IMAGE = 'berth.dev/lab/game:1'

/** containerd with CRI and NRI on, as a program of the guest. */
export function containerdOf(guest: Guest): Daemon<ContainerdOptions> {
  return daemonOf(guest, {
    name: 'containerd',
    async prepare(options) {
      await guest.putFile(CONFIG, configOf(options, await cgroupDriverOf(guest)))
      await guest.putFile(`${CNI_CONFIG}/10-lab.conflist`, JSON.stringify(NETWORK))
      return `containerd --config ${CONFIG}`
    },
    isUp: 'ctr version',
  })
}

/** Gives containerd the image of the lab, which it keeps. */
export async function importImage(guest: Guest): Promise<void> {
  await guest.must(`${NODE_DISK}/bin/ctr -n k8s.io images import ${IMAGE_FILE}`, { timeoutMs: 120_000 })
}

/** A veth pair a pod and addresses of the guest's own: without any network the kubelet never says Ready. */
const NETWORK = {
  cniVersion: '1.0.0',
  name: 'lab',
  plugins: [{ type: 'ptp', ipam: { type: 'host-local', ranges: [[{ subnet: '10.88.0.0/24' }]] } }],
}

/**
 * An emulated plugin answers late: what it may take is far more than the seconds that containerd gives by itself. Asked
 * each second, as it is unless told, how busy its containers are, it takes a sixth of the emulator's thread.
 */
function configOf({ validates = true, requiredPlugins = [] }: ContainerdOptions, cgroupDriver: string): string {
  const required = requiredPlugins.map((name) => `'${name}'`).join(', ')
  return `version = 3
root = '${NODE_DISK}/containerd'
[plugins.'io.containerd.cri.v1.images'.pinned_images]
  sandbox = '${IMAGE}'
[plugins.'io.containerd.cri.v1.runtime']
  stats_collect_period = '60s'
[plugins.'io.containerd.cri.v1.runtime'.cni]
  bin_dirs = ['${NODE_DISK}/cni']
  conf_dir = '${CNI_CONFIG}'
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
  runtime_type = 'io.containerd.runc.v2'
  [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
    SystemdCgroup = ${cgroupDriver === 'systemd'}
[plugins.'io.containerd.nri.v1.nri']
  disable = false
  socket_path = '${NRI_SOCKET}'
  plugin_registration_timeout = '30s'
  plugin_request_timeout = '30s'
  [plugins.'io.containerd.nri.v1.nri'.default_validator]
    enable = ${validates}
    required_plugins = [${required}]
`
}
