#!/usr/bin/perl
# Commands from outside, on port 7000. Each connection is one: a line TOKEN SECONDS SCRIPT-BYTES INPUT-BYTES, then a bash
# script of less than 128 KiB and its standard input. The answer is a line CODE OUT-BYTES ERR-BYTES, then both texts;
# 124 is a script that took longer than SECONDS.
#
# One process serves, and forks for each connection: to start a program costs an emulated guest more than most commands
# do, so the script's bash is the only one started here. Its input and outputs are files without a name, not pipes, so
# that what a script leaves running holds nothing open.
use strict;
use warnings;
use POSIX ();
use Socket;

use constant PORT     => 7000;
use constant TIMEOUT  => 124;
use constant GRACE_S  => 2;
use constant NO_SHELL => 126;

open(my $cmdline, '<', '/proc/cmdline') or die "/proc/cmdline: $!";
my ($token) = <$cmdline> =~ /lab\.token=(\S+)/ or die 'no lab.token';

socket(my $server, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
setsockopt($server, SOL_SOCKET, SO_REUSEADDR, 1);
bind($server, sockaddr_in(PORT, INADDR_ANY)) or die "bind: $!";
listen($server, 64) or die "listen: $!";
$SIG{CHLD} = 'IGNORE';
while (1) {
    accept(my $client, $server) or next;
    if (!fork) {
        close $server;
        $SIG{CHLD} = 'DEFAULT';
        serve($client);
        POSIX::_exit(0);
    }
    close $client;
}

# One command, from the first line to the last byte of its answer; a caller that does not know the token gets none.
sub serve {
    my ($client) = @_;
    my ($given, $seconds, $script_bytes, $input_bytes) = split ' ', (readline($client) // '');
    return if ($given // '') ne $token;
    my $script = taken($client, $script_bytes);
    my ($in, $out, $err) = map { open(my $file, '+>', undef) or die "file: $!"; $file } 1 .. 3;
    print {$in} taken($client, $input_bytes);
    seek($in, 0, 0);
    my $code = code_of($script, $seconds, $in, $out, $err);
    my @texts = map { whole($_) } $out, $err;
    print {$client} join(' ', $code, map { length } @texts), "\n", @texts;
    close $client;
}

sub taken {
    my ($client, $bytes) = @_;
    my $text = '';
    while (length($text) < $bytes) {
        read($client, $text, $bytes - length($text), length($text)) or last;
    }
    return $text;
}

# Runs the script in a process group of its own, which ends with it when its time is over.
sub code_of {
    my ($script, $seconds, $in, $out, $err) = @_;
    my $pid = fork // die "fork: $!";
    if ($pid == 0) {
        setpgrp(0, 0);
        my @files = ($in, $out, $err);
        POSIX::dup2(fileno($files[$_]), $_) for 0 .. 2;
        { no warnings; exec '/bin/bash', '-c', $script; }
        print STDERR "bash: $!\n";
        POSIX::_exit(NO_SHELL);
    }
    my $late = 0;
    local $SIG{ALRM} = sub { kill(($late++ ? 'KILL' : 'TERM'), -$pid); alarm GRACE_S };
    alarm $seconds;
    my $ended;
    do { $ended = waitpid($pid, 0) } until $ended == $pid;
    alarm 0;
    return TIMEOUT if $late;
    return POSIX::WIFSIGNALED($?) ? 128 + POSIX::WTERMSIG($?) : $? >> 8;
}

sub whole {
    my ($file) = @_;
    seek($file, 0, 0);
    local $/;
    return readline($file) // '';
}
