#!/bin/busybox sh
# PID 1 of the initrd: loads what the root disk needs and hands over. Debian's kernel has ext4 and virtio as modules.
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sys /sys
for module in /modules/*; do /bin/busybox insmod "$module"; done
/bin/busybox mount -t ext4 /dev/vda /root
init=/sbin/lab-init
/bin/busybox grep -q lab.init=systemd /proc/cmdline && init=/lib/systemd/systemd
for each in dev proc sys; do /bin/busybox mount --move "/$each" "/root/$each"; done
exec /bin/busybox switch_root /root "$init"
