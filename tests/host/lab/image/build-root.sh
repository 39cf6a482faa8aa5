#!/bin/bash
# build-root.sh FOLDER SUITE SOURCES: the guest's root tree FOLDER/root, with a kernel. Root on Debian; package versions
# are what SOURCES (an apt sources file) offers, written down in FOLDER/versions.txt.
#
# The kernel package is unpacked, not installed: its install scripts would build an initrd that the lab does not use.
set -euo pipefail
folder=$1 suite=$2 sources=$3
here=$(cd "$(dirname "$0")" && pwd)
root=$folder/root

mmdebstrap --quiet --mode=root --variant=minbase --format=directory \
  --aptopt='Acquire::Languages "none"' \
  --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --include=busybox-static,dbus,ethtool,iproute2,iputils-ping,kmod,libstdc++6,pciutils,procps,runc,systemd,xfsprogs \
  "$suite" "$root" "$sources"
dpkg-query --admindir="$root/var/lib/dpkg" -W >"$folder/versions.txt"

kernel=$(apt-cache depends linux-image-amd64 | awk '/Depends: linux-image-/ { print $2; exit }')
mkdir "$folder/kernel"
(
  cd "$folder/kernel"
  apt-get -qq -o APT::Sandbox::User=root download "$kernel"
  dpkg-deb -x "$kernel"*.deb .
  dpkg-deb -W ./*.deb >>"$folder/versions.txt"
)
mkdir -p "$root/usr/lib/modules"
cp -a "$folder"/kernel/lib/modules/* "$root/usr/lib/modules/"
cp "$folder"/kernel/boot/vmlinuz-* "$folder/vmlinuz"
rm -rf "$folder/kernel"
chroot "$root" depmod "$(ls "$root/usr/lib/modules")"

install -m 755 "$here/guest-init.sh" "$root/sbin/lab-init"
install -m 755 "$here/guest-serve.pl" "$root/sbin/lab-serve"
install -m 644 "$here/lab.service" "$root/etc/systemd/system/lab.service"
chroot "$root" systemctl --quiet enable lab.service
chroot "$root" systemctl --quiet set-default multi-user.target
# What waits for terminals, or starts by itself in the middle of a test.
chroot "$root" systemctl --quiet mask getty@tty1.service serial-getty@ttyS0.service e2scrub_reap.service \
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer
printf '127.0.0.1 localhost\n10.0.2.2 outside\n' >"$root/etc/hosts"

# A gibibyte of XFS, made by the guest's own mkfs so that its kernel knows every feature.
truncate -s 1G "$root/data.img"
chroot "$root" mkfs.xfs -q /data.img
mv "$root/data.img" "$folder/data.img"
