#!/bin/bash
# PID 1 of the guest, or a service where systemd is: makes the machine that tests/host/README.md describes, then serves
# commands on port 7000.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
# A process that bash started in the background ignores the interrupt key; nothing here reads a terminal.
exec </dev/null >/dev/console 2>&1

if [ $$ = 1 ]; then
  mkdir -p /dev/pts /dev/shm
  mount -t devpts devpts /dev/pts
  mount -t tmpfs tmpfs /dev/shm
  mount -t tmpfs tmpfs /run
  mount -t cgroup2 none /sys/fs/cgroup
  echo '+cpu +cpuset +io +memory +pids' >/sys/fs/cgroup/cgroup.subtree_control
fi
mount -t tmpfs tmpfs /tmp
mkdir -p /data /run/netns
hostname guest
ip link set lo up

modprobe -a virtio_net igb igbvf xfs 8021q veth bridge br_netfilter
mount -t xfs -o prjquota /dev/vdb /data

# Kernel names depend on the order of probing: the two cards get names by their drivers. There is no default route, so
# that of all the world only the machine's loopback is in reach, at 10.0.2.2.
for path in /sys/class/net/*; do
  case $(basename "$(readlink "$path/device/driver")") in
    virtio_net) ip link set "${path##*/}" name mgmt0 ;;
    igb) ip link set "${path##*/}" name pf0 ;;
  esac
done
ip addr add 10.0.2.15/24 dev mgmt0
ip link set mgmt0 up
ip link set pf0 up

echo 4 >/sys/class/net/pf0/device/sriov_numvfs
for _ in $(seq 100); do
  [ "$(ls -d /sys/class/net/pf0/device/virtfn*/net/* 2>/dev/null | wc -l)" = 4 ] && break
  sleep 0.1
done

# From here on no card's memory moves; until then the emulator bears one Cpu only (maxcpus=1 in tests/host/lab/qemu.ts).
for cpu in /sys/devices/system/cpu/cpu[1-9]*; do
  echo 1 >"$cpu/online"
done

/sbin/lab-serve &
echo "LAB-READY after $(cut -d' ' -f1 /proc/uptime) s"
wait
