#!/bin/bash
# One command from outside: a line TOKEN SECONDS SCRIPT-BYTES INPUT-BYTES, then the script and its standard input. The
# answer is a line CODE OUT-BYTES ERR-BYTES, then both texts. Lengths go first because socat ends a connection half a
# second after one side of it closes; files, not pipes, so that what a script leaves running holds nothing open.
read -r token seconds script_bytes input_bytes
grep -q "lab.token=$token\( \|\$\)" /proc/cmdline || exit 1
work=$(mktemp -d)
head -c "$script_bytes" >"$work/script"
head -c "$input_bytes" >"$work/in"
timeout -k 2 "$seconds" bash "$work/script" <"$work/in" >"$work/out" 2>"$work/err"
echo "$? $(stat -c %s "$work/out") $(stat -c %s "$work/err")"
cat "$work/out" "$work/err"
rm -rf "$work"
